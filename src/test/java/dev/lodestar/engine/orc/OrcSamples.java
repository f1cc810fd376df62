package dev.lodestar.engine.orc;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.Instant;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;
import org.apache.orc.CompressionKind;
import org.apache.orc.OrcFile;
import org.apache.orc.TypeDescription;
import org.apache.orc.Writer;
import org.apache.orc.storage.common.type.HiveDecimal;
import org.apache.orc.storage.ql.exec.vector.BytesColumnVector;
import org.apache.orc.storage.ql.exec.vector.ColumnVector;
import org.apache.orc.storage.ql.exec.vector.DecimalColumnVector;
import org.apache.orc.storage.ql.exec.vector.DoubleColumnVector;
import org.apache.orc.storage.ql.exec.vector.ListColumnVector;
import org.apache.orc.storage.ql.exec.vector.LongColumnVector;
import org.apache.orc.storage.ql.exec.vector.MapColumnVector;
import org.apache.orc.storage.ql.exec.vector.StructColumnVector;
import org.apache.orc.storage.ql.exec.vector.TimestampColumnVector;
import org.apache.orc.storage.ql.exec.vector.UnionColumnVector;
import org.apache.orc.storage.ql.exec.vector.VectorizedRowBatch;

/** Files of ORC, as its own writer makes them. */
public final class OrcSamples {
  private static final TypeDescription SALE =
      TypeDescription.fromString(
          "struct<ts:string,at:timestamp,day:date,n:bigint,ok:boolean,ratio:double,small:float,"
              + "price:decimal(9,2),raw:binary,tags:array<string>,"
              + "doc:struct<k:map<string,double>,none:int>,either:uniontype<int,string>>");

  private OrcSamples() {}

  /**
   * Sales of which every third is NULL in all but its time and number.
   *
   * @param codec the library's name of a codec
   */
  public static byte[] sales(String codec, int rows) throws IOException {
    MemoryFile file = new MemoryFile();
    OrcFile.WriterOptions options =
        OrcFile.writerOptions(new Configuration(false))
            .fileSystem(file)
            .setSchema(SALE)
            .useUTCTimestamp(true)
            .compress(CompressionKind.valueOf(codec));
    try (Writer writer = OrcFile.createWriter(new Path("/sales.orc"), options)) {
      VectorizedRowBatch batch = SALE.createRowBatch();
      for (int n = 0; n < rows; n++) {
        if (batch.size == batch.getMaxSize()) {
          writer.addRowBatch(batch);
          batch.reset();
        }
        put(batch, n);
      }
      writer.addRowBatch(batch);
    }
    return file.bytes.toByteArray();
  }

  private static void put(VectorizedRowBatch batch, int n) {
    int row = batch.size++;
    text(batch.cols[0], row, Instant.parse("2026-01-01T00:00:00Z").plusSeconds(n).toString());
    ((LongColumnVector) batch.cols[3]).vector[row] = n;
    if (n % 3 == 2) {
      for (int i = 0; i < batch.cols.length; i++) {
        if (i != 0 && i != 3) {
          batch.cols[i].noNulls = false;
          batch.cols[i].isNull[row] = true;
        }
      }
      return;
    }
    ((TimestampColumnVector) batch.cols[1]).set(row, new Timestamp(86_400_000L + n));
    ((LongColumnVector) batch.cols[2]).vector[row] = -1;
    ((LongColumnVector) batch.cols[4]).vector[row] = 1;
    ((DoubleColumnVector) batch.cols[5]).vector[row] = 0.1;
    ((DoubleColumnVector) batch.cols[6]).vector[row] = 0.1f;
    ((DecimalColumnVector) batch.cols[7]).set(row, HiveDecimal.create("10.50"));
    text(batch.cols[8], row, "hi");
    tags((ListColumnVector) batch.cols[9], row);
    doc((StructColumnVector) batch.cols[10], row);
    UnionColumnVector either = (UnionColumnVector) batch.cols[11];
    either.tags[row] = n % 2;
    ((LongColumnVector) either.fields[0]).vector[row] = 7;
    text(either.fields[1], row, "seven");
  }

  private static void text(ColumnVector column, int row, String text) {
    ((BytesColumnVector) column).setVal(row, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void tags(ListColumnVector tags, int row) {
    tags.offsets[row] = tags.childCount;
    tags.lengths[row] = 2;
    tags.child.ensureSize(tags.childCount + 2, true);
    text(tags.child, tags.childCount++, "x");
    text(tags.child, tags.childCount++, "y");
  }

  private static void doc(StructColumnVector doc, int row) {
    MapColumnVector map = (MapColumnVector) doc.fields[0];
    map.offsets[row] = map.childCount;
    map.lengths[row] = 1;
    map.keys.ensureSize(map.childCount + 1, true);
    map.values.ensureSize(map.childCount + 1, true);
    text(map.keys, map.childCount, "v");
    ((DoubleColumnVector) map.values).vector[map.childCount++] = 1.5;
    doc.fields[1].noNulls = false;
    doc.fields[1].isNull[row] = true;
  }

  /** Takes one file. */
  private static final class MemoryFile extends FileSystem {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    MemoryFile() {
      setConf(new Configuration(false));
    }

    @Override
    public FSDataOutputStream create(
        Path path,
        FsPermission permission,
        boolean overwrite,
        int bufferSize,
        short replication,
        long blockSize,
        Progressable progress)
        throws IOException {
      return new FSDataOutputStream(bytes, null);
    }

    @Override
    public URI getUri() {
      return URI.create("memory:///");
    }

    @Override
    public Path getWorkingDirectory() {
      return new Path("/");
    }

    @Override
    public void setWorkingDirectory(Path path) {}

    @Override
    public FSDataInputStream open(Path path, int bufferSize) {
      throw new UnsupportedOperationException();
    }

    @Override
    public FSDataOutputStream append(Path path, int bufferSize, Progressable progress) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean rename(Path from, Path to) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean delete(Path path, boolean recursive) {
      throw new UnsupportedOperationException();
    }

    @Override
    public FileStatus[] listStatus(Path path) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean mkdirs(Path path, FsPermission permission) {
      throw new UnsupportedOperationException();
    }

    @Override
    public FileStatus getFileStatus(Path path) {
      throw new UnsupportedOperationException();
    }
  }
}
