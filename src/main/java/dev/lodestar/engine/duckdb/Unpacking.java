package dev.lodestar.engine.duckdb;

import com.github.luben.zstd.ZstdInputStream;
import dev.lodestar.engine.Compression;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.snappy.FramedSnappyCompressorInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * Streams that unpack, each of any number of members in a row.
 *
 * <p>Damage of any kind is an {@link IOException}. Snappy is the framing format, as Druid's {@code
 * .sz} is.
 */
final class Unpacking extends FilterInputStream {
  /** Enough for all levels of the xz tool, whose last wants 65 MiB. */
  private static final int XZ_MEMORY_KIB = 128 << 10;

  private Unpacking(InputStream in) {
    super(in);
  }

  /**
   * Begins to unpack.
   *
   * @param compression any but {@code NONE}
   */
  static InputStream open(Compression compression, InputStream packed) throws IOException {
    try {
      return switch (compression) {
        case NONE -> packed;
        case GZ -> new GzipMembers(packed);
        case ZSTD -> new ZstdInputStream(packed);
        case BZ2 -> new Unpacking(new BZip2CompressorInputStream(packed, true));
        case XZ -> new Unpacking(new XZInputStream(packed, XZ_MEMORY_KIB));
        case SZ -> new Unpacking(new FramedSnappyCompressorInputStream(packed));
      };
    } catch (RuntimeException e) {
      throw damaged(e);
    }
  }

  @Override
  public int read() throws IOException {
    try {
      return super.read();
    } catch (RuntimeException e) {
      throw damaged(e);
    }
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    try {
      return super.read(target, offset, length);
    } catch (RuntimeException e) {
      throw damaged(e);
    }
  }

  /** The libraries meet some damage as an index out of bounds or the like. */
  private static IOException damaged(RuntimeException cause) {
    return new IOException("damaged bytes", cause);
  }
}
