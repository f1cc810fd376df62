package dev.lodestar.engine.avro;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import dev.lodestar.engine.InputFormat;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.SeekableFileInput;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;

/**
 * Object container files of Avro, rewritten as one JSON object a line.
 *
 * <p>Source: Apache Avro 1.12 specification, "Object Container Files" and "Logical Types".
 */
public final class AvroFiles {
  private static final int BUFFER_BYTES = 1 << 17;
  private static final JsonFactory JSON = new JsonFactory();

  private AvroFiles() {}

  /** A file whose bytes are not what the format says. */
  public static final class DamagedException extends Exception {
    private static final long serialVersionUID = 1L;

    DamagedException(Throwable cause) {
      super("no whole Avro file", cause);
    }
  }

  /** Errors: an {@link IllegalArgumentException} when the text is no schema of a record. */
  public static void requireRecordSchema(String schema) {
    if (parsed(schema).getType() != Schema.Type.RECORD) {
      throw new IllegalArgumentException("not the schema of a record");
    }
  }

  private static Schema parsed(String schema) {
    try {
      return new Schema.Parser().parse(schema);
    } catch (RuntimeException e) {
      // Not only the library's own: a name that it does not know ends in another one.
      throw new IllegalArgumentException("no Avro schema", e);
    }
  }

  /**
   * Rewrites a file.
   *
   * <p>Errors: {@link DamagedException}, also where the records do not fit the reader's schema; a
   * fault of the disk comes as it is.
   *
   * @param fields the members to keep
   * @param checkpoint called for each record; what it throws ends the work
   */
  public static void writeAsJson(
      Path avro, InputFormat.AvroOcf format, Set<String> fields, Path target, Runnable checkpoint)
      throws IOException, DamagedException {
    GenericDatumReader<GenericRecord> reader = new GenericDatumReader<>();
    format.readerSchema().map(AvroFiles::parsed).ifPresent(reader::setExpected);
    try (SeekableFileInput in = new SeekableFileInput(avro.toFile());
        DataFileReader<GenericRecord> records = opened(in, reader);
        OutputStream out = new BufferedOutputStream(Files.newOutputStream(target), BUFFER_BYTES);
        JsonGenerator json = JSON.createGenerator(out, JsonEncoding.UTF8)) {
      json.setPrettyPrinter(new MinimalPrettyPrinter("\n"));
      AvroValues values =
          new AvroValues(json, format.binaryAsString(), format.extractUnionsByType());
      GenericRecord record = null;
      while (hasNext(records)) {
        checkpoint.run();
        record = next(records, record);
        values.write(record, fields::contains);
      }
      json.writeRaw('\n');
      requireWhole(in, records);
    }
  }

  private static DataFileReader<GenericRecord> opened(
      SeekableFileInput in, GenericDatumReader<GenericRecord> reader) throws DamagedException {
    try {
      DataFileReader<GenericRecord> records = new DataFileReader<>(in, reader);
      if (records.getSchema().getType() != Schema.Type.RECORD) {
        throw new IOException("the values are no records");
      }
      return records;
    } catch (IOException | RuntimeException e) {
      throw new DamagedException(e);
    }
  }

  private static boolean hasNext(DataFileReader<GenericRecord> records) throws DamagedException {
    try {
      return records.hasNext();
    } catch (RuntimeException e) {
      throw new DamagedException(e);
    }
  }

  /** The library takes a block that is cut off for the end of the file. */
  private static void requireWhole(SeekableFileInput in, DataFileReader<GenericRecord> records)
      throws IOException, DamagedException {
    if (records.previousSync() != in.length()) {
      throw new DamagedException(new EOFException("the last block is not whole"));
    }
  }

  private static GenericRecord next(DataFileReader<GenericRecord> records, GenericRecord reused)
      throws DamagedException {
    try {
      return records.next(reused);
    } catch (IOException | RuntimeException e) {
      throw new DamagedException(e);
    }
  }
}
