package dev.lodestar.engine.orc;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * The files of this machine, to be read only.
 *
 * <p>Hadoop's own starts with a login that newer JDKs do not allow, and writes checksums.
 */
final class LocalFiles extends FileSystem {
  private static final long BLOCK_BYTES = 1 << 20;

  LocalFiles(Configuration configuration) {
    setConf(configuration);
  }

  @Override
  public URI getUri() {
    return URI.create("local:///");
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    return new FSDataInputStream(new LocalInput(local(path)));
  }

  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    return new FileStatus(Files.size(local(path)), false, 1, BLOCK_BYTES, 0, path);
  }

  private static java.nio.file.Path local(Path path) {
    return java.nio.file.Path.of(path.toUri().getPath());
  }

  @Override
  public Path getWorkingDirectory() {
    return new Path("/");
  }

  @Override
  public void setWorkingDirectory(Path path) {
    throw readOnly();
  }

  @Override
  public FileStatus[] listStatus(Path path) {
    throw readOnly();
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress) {
    throw readOnly();
  }

  @Override
  public FSDataOutputStream append(Path path, int bufferSize, Progressable progress) {
    throw readOnly();
  }

  @Override
  public boolean rename(Path from, Path to) {
    throw readOnly();
  }

  @Override
  public boolean delete(Path path, boolean recursive) {
    throw readOnly();
  }

  @Override
  public boolean mkdirs(Path path, FsPermission permission) {
    throw readOnly();
  }

  private static UnsupportedOperationException readOnly() {
    return new UnsupportedOperationException("files of ORC are only read");
  }
}
