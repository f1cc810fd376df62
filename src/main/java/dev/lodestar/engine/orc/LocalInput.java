package dev.lodestar.engine.orc;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.hadoop.fs.PositionedReadable;
import org.apache.hadoop.fs.Seekable;

/** One file of this machine, read from any place. */
final class LocalInput extends InputStream implements Seekable, PositionedReadable {
  private final FileChannel file;

  LocalInput(Path path) throws IOException {
    this.file = FileChannel.open(path, StandardOpenOption.READ);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    return file.read(ByteBuffer.wrap(target, offset, length));
  }

  @Override
  public int read(long position, byte[] target, int offset, int length) throws IOException {
    return file.read(ByteBuffer.wrap(target, offset, length), position);
  }

  @Override
  public void readFully(long position, byte[] target, int offset, int length) throws IOException {
    int done = 0;
    while (done < length) {
      int read = read(position + done, target, offset + done, length - done);
      if (read < 0) {
        throw new EOFException("the file ends before byte " + (position + length));
      }
      done += read;
    }
  }

  @Override
  public void readFully(long position, byte[] target) throws IOException {
    readFully(position, target, 0, target.length);
  }

  @Override
  public void seek(long position) throws IOException {
    file.position(position);
  }

  @Override
  public long getPos() throws IOException {
    return file.position();
  }

  @Override
  public boolean seekToNewSource(long position) {
    return false;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
