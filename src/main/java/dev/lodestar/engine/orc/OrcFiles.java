package dev.lodestar.engine.orc;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.orc.OrcFile;
import org.apache.orc.Reader;
import org.apache.orc.RecordReader;
import org.apache.orc.TypeDescription;
import org.apache.orc.storage.ql.exec.vector.VectorizedRowBatch;

/**
 * Files of ORC, rewritten as one JSON object a line.
 *
 * <p>Source: Apache ORC specification, version 1.
 */
public final class OrcFiles {
  private static final int BUFFER_BYTES = 1 << 17;
  private static final JsonFactory JSON = new JsonFactory();

  private OrcFiles() {}

  /** A file whose bytes are not what the format says. */
  public static final class DamagedException extends Exception {
    private static final long serialVersionUID = 1L;

    DamagedException(Throwable cause) {
      super("no whole ORC file", cause);
    }
  }

  /**
   * Rewrites a file.
   *
   * <p>Errors: {@link DamagedException}; a fault of the disk that is written to comes as it is.
   *
   * @param binaryAsString write bytes as the UTF-8 text that they hold, else as base64
   * @param fields the members to keep; nothing else is read
   * @param checkpoint called for each batch of rows; what it throws ends the work
   */
  public static void writeAsJson(
      Path orc, boolean binaryAsString, Set<String> fields, Path target, Runnable checkpoint)
      throws IOException, DamagedException {
    try (Reader reader = opened(orc);
        OutputStream out = new BufferedOutputStream(Files.newOutputStream(target), BUFFER_BYTES);
        JsonGenerator json = JSON.createGenerator(out, JsonEncoding.UTF8)) {
      json.setPrettyPrinter(new MinimalPrettyPrinter("\n"));
      OrcValues values = new OrcValues(json, binaryAsString);
      TypeDescription schema = reader.getSchema();
      boolean[] wanted = wanted(schema, fields);
      VectorizedRowBatch batch = schema.createRowBatch();
      try (RecordReader rows = rows(reader, wanted)) {
        while (next(rows, batch)) {
          checkpoint.run();
          for (int row = 0; row < batch.size; row++) {
            values.write(schema, batch, row, wanted);
          }
        }
      }
      json.writeRaw('\n');
    }
  }

  private static Reader opened(Path orc) throws DamagedException {
    Configuration nothing = new Configuration(false);
    try {
      if (Files.size(orc) == 0) {
        // To the library this is a file without rows.
        throw new EOFException("the file is empty");
      }
      Reader reader =
          OrcFile.createReader(
              new org.apache.hadoop.fs.Path(orc.toUri().getPath()),
              OrcFile.readerOptions(nothing)
                  .filesystem(new LocalFiles(nothing))
                  .useUTCTimestamp(true));
      if (reader.getSchema().getCategory() != TypeDescription.Category.STRUCT) {
        reader.close();
        throw new IOException("the rows are no structs");
      }
      return reader;
    } catch (IOException | RuntimeException e) {
      throw new DamagedException(e);
    }
  }

  /** By the numbers of types, which count nested ones too. */
  private static boolean[] wanted(TypeDescription schema, Set<String> fields) {
    boolean[] wanted = new boolean[schema.getMaximumId() + 1];
    wanted[0] = true;
    List<String> names = schema.getFieldNames();
    for (int i = 0; i < names.size(); i++) {
      TypeDescription type = schema.getChildren().get(i);
      for (int id = type.getId(); id <= type.getMaximumId(); id++) {
        wanted[id] = fields.contains(names.get(i));
      }
    }
    return wanted;
  }

  private static RecordReader rows(Reader reader, boolean[] wanted) throws DamagedException {
    try {
      return reader.rows(reader.options().include(wanted));
    } catch (IOException | RuntimeException e) {
      throw new DamagedException(e);
    }
  }

  private static boolean next(RecordReader rows, VectorizedRowBatch batch) throws DamagedException {
    try {
      return rows.nextBatch(batch);
    } catch (IOException | RuntimeException e) {
      throw new DamagedException(e);
    }
  }
}
