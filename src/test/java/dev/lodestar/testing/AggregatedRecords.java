package dev.lodestar.testing;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Packs records as the Kinesis Producer Library does; for anything but tests, ask that. */
public final class AggregatedRecords {
  private static final byte[] MAGIC = {(byte) 0xF3, (byte) 0x89, (byte) 0x9A, (byte) 0xC2};

  private final List<String> keys = new ArrayList<>();
  private final List<String> hashKeys = new ArrayList<>();
  private final List<byte[]> records = new ArrayList<>();

  public AggregatedRecords add(String key, String data) {
    return add(key, Optional.empty(), data);
  }

  public AggregatedRecords add(String key, Optional<String> hashKey, String data) {
    records.add(
        message(
            out -> {
              out.writeUInt64(1, index(keys, key));
              if (hashKey.isPresent()) {
                out.writeUInt64(2, index(hashKeys, hashKey.get()));
              }
              out.writeByteArray(3, data.getBytes(StandardCharsets.UTF_8));
              out.writeByteArray(4, message(tag -> tag.writeString(1, "a tag")));
            }));
    return this;
  }

  private static int index(List<String> table, String value) {
    if (!table.contains(value)) {
      table.add(value);
    }
    return table.indexOf(value);
  }

  public byte[] bytes() {
    return sealed(
        message(
            out -> {
              for (String key : keys) {
                out.writeString(1, key);
              }
              for (String key : hashKeys) {
                out.writeString(2, key);
              }
              for (byte[] entry : records) {
                out.writeByteArray(3, entry);
              }
            }));
  }

  /** Any bytes in the envelope of such records. */
  public static byte[] sealed(byte[] body) {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.write(MAGIC);
      out.write(body);
      out.write(MessageDigest.getInstance("MD5").digest(body));
      return out.toByteArray();
    } catch (IOException | NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private interface Writer {
    void write(CodedOutputStream out) throws IOException;
  }

  private static byte[] message(Writer writer) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      writer.write(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
