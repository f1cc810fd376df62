package dev.lodestar.engine.protobuf;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Several records that a producer of Kinesis sent as one.
 *
 * <p>Layout: four bytes of magic, a message of Protobuf, the MD5 of the message. The message has a
 * table of partition keys, a table of explicit hash keys, and records that refer to these by their
 * index. Source: "KPL Aggregated Record Format", in the documentation of the Amazon Kinesis
 * Producer Library.
 *
 * @param parts the records, in the order in which they were sent
 */
public record AggregatedRecord(List<Part> parts) {
  private static final byte[] MAGIC = {(byte) 0xF3, (byte) 0x89, (byte) 0x9A, (byte) 0xC2};
  private static final int DIGEST_BYTES = 16;

  private static final int PARTITION_KEYS = 1;
  private static final int EXPLICIT_HASH_KEYS = 2;
  private static final int RECORDS = 3;

  private static final int PARTITION_KEY_INDEX = 1;
  private static final int EXPLICIT_HASH_KEY_INDEX = 2;
  private static final int DATA = 3;

  public AggregatedRecord {
    parts = List.copyOf(parts);
  }

  /**
   * One of them.
   *
   * @param explicitHashKey a decimal number that stands for the hash of the partition key
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared and never changed.
  public record Part(String partitionKey, Optional<String> explicitHashKey, byte[] data) {}

  /** What a record says of itself, before its indexes are looked up. */
  @SuppressWarnings("ArrayRecordComponent") // As above.
  private record Indexed(long key, Optional<Long> hashKey, byte @Nullable [] data) {}

  /** Empty for a record that is what it looks like: one. A damaged one is that too. */
  public static Optional<AggregatedRecord> of(byte[] record) {
    int end = record.length - DIGEST_BYTES;
    if (end < MAGIC.length || !Arrays.equals(record, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      return Optional.empty();
    }
    byte[] digest = Arrays.copyOfRange(record, end, record.length);
    if (!MessageDigest.isEqual(md5(record, MAGIC.length, end - MAGIC.length), digest)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          message(CodedInputStream.newInstance(record, MAGIC.length, end - MAGIC.length)));
    } catch (IOException e) {
      return Optional.empty(); // Its digest fits, but it is no such message: nobody's aggregate.
    }
  }

  private static byte[] md5(byte[] bytes, int offset, int length) {
    try {
      MessageDigest digest = MessageDigest.getInstance("MD5");
      digest.update(bytes, offset, length);
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has MD5", e);
    }
  }

  private static AggregatedRecord message(CodedInputStream in) throws IOException {
    List<String> keys = new ArrayList<>();
    List<String> hashKeys = new ArrayList<>();
    List<Indexed> records = new ArrayList<>();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case PARTITION_KEYS -> keys.add(in.readStringRequireUtf8());
        case EXPLICIT_HASH_KEYS -> hashKeys.add(in.readStringRequireUtf8());
        case RECORDS -> records.add(indexed(in));
        default -> in.skipField(tag);
      }
    }
    List<Part> parts = new ArrayList<>();
    for (Indexed record : records) {
      if (record.data() == null) {
        throw new IOException("a record has no data");
      }
      Optional<String> hashKey = Optional.empty();
      if (record.hashKey().isPresent()) {
        hashKey = Optional.of(at(hashKeys, record.hashKey().get()));
      }
      parts.add(new Part(at(keys, record.key()), hashKey, record.data()));
    }
    return new AggregatedRecord(parts);
  }

  private static Indexed indexed(CodedInputStream in) throws IOException {
    int outer = in.pushLimit(in.readRawVarint32());
    long key = 0;
    Optional<Long> hashKey = Optional.empty();
    byte[] data = null;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case PARTITION_KEY_INDEX -> key = in.readUInt64();
        case EXPLICIT_HASH_KEY_INDEX -> hashKey = Optional.of(in.readUInt64());
        case DATA -> data = in.readByteArray();
        default -> in.skipField(tag);
      }
    }
    in.checkLastTagWas(0);
    in.popLimit(outer);
    return new Indexed(key, hashKey, data);
  }

  private static String at(List<String> table, long index) throws IOException {
    if (index < 0 || index >= table.size()) {
      throw new IOException("an index points out of its table");
    }
    return table.get((int) index);
  }
}
