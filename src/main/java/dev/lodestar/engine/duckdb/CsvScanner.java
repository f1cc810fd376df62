package dev.lodestar.engine.duckdb;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Splits delimited text into records and cells, as bytes.
 *
 * <p>Rules: a cell that begins with a double quote ends with the next single one, may hold
 * delimiters and line ends, and says a quote as two; text after the closing quote still belongs to
 * the cell; a quote elsewhere is an ordinary character. Lines end with LF or CRLF. A line of
 * nothing but spaces is no record. A quote that is still open at the end of the file makes its
 * record malformed. Source: RFC 4180, read kindly.
 */
final class CsvScanner implements Closeable {
  private static final int BUFFER_BYTES = 1 << 17;
  private static final int END = -1;

  private final InputStream in;
  private final byte[] delimiter;
  private final long recordBytesMax;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private final ByteArrayOutputStream cell = new ByteArrayOutputStream();
  private int position;
  private int limit;
  private int pushedBack = END;
  private long line = 1;
  private long recordLine = 1;
  private long recordBytes;
  private boolean malformed;
  private boolean quoted;

  CsvScanner(Path file, char delimiter, long recordBytesMax) throws IOException {
    this.in = new BufferedInputStream(Files.newInputStream(file));
    this.delimiter = String.valueOf(delimiter).getBytes(StandardCharsets.UTF_8);
    this.recordBytesMax = recordBytesMax;
  }

  /** A record that is longer than the scanner was told to accept. */
  static final class RecordTooLongException extends IOException {
    private static final long serialVersionUID = 1L;

    RecordTooLongException(long line) {
      super("the record of line " + line + " is too long");
    }
  }

  void skipLines(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      int b = next();
      while (b != '\n' && b != END) {
        b = next();
      }
    }
  }

  /** Reads the next record's cells into the list; false at the end of the file. */
  boolean read(List<byte[]> cells) throws IOException {
    while (true) {
      cells.clear();
      recordLine = line;
      recordBytes = 0;
      malformed = false;
      boolean wasQuoted = false;
      boolean more = true;
      while (more) {
        more = readCell(cells);
        wasQuoted |= quoted;
      }
      boolean blank = cells.size() == 1 && !wasQuoted && isBlank(cells.getFirst());
      if (!blank) {
        return true;
      }
      if (atEnd()) {
        return false;
      }
    }
  }

  /** The line on which the record that was read last begins. */
  long recordLine() {
    return recordLine;
  }

  boolean malformed() {
    return malformed;
  }

  /** The first record, as texts. */
  List<String> readHeader() throws IOException {
    List<byte[]> cells = new ArrayList<>();
    return read(cells)
        ? cells.stream().map(bytes -> new String(bytes, StandardCharsets.UTF_8)).toList()
        : List.of();
  }

  /** Reads one cell; true when another one of the same record follows. */
  private boolean readCell(List<byte[]> cells) throws IOException {
    cell.reset();
    int b = next();
    quoted = b == '"';
    if (quoted) {
      readQuoted();
      b = next();
    }
    while (b != '\n' && b != END) {
      if (b == (delimiter[0] & 0xFF) && delimiterGoesOn()) {
        cells.add(cell.toByteArray());
        return true;
      }
      cell.write(b);
      b = next();
    }
    byte[] bytes = cell.toByteArray();
    boolean carriageReturn = bytes.length > 0 && bytes[bytes.length - 1] == '\r';
    cells.add(carriageReturn ? Arrays.copyOf(bytes, bytes.length - 1) : bytes);
    return false;
  }

  private void readQuoted() throws IOException {
    for (int b = next(); b != END; b = next()) {
      if (b != '"') {
        cell.write(b);
        continue;
      }
      int after = next();
      if (after != '"') {
        pushBack(after);
        return;
      }
      cell.write('"');
    }
    malformed = true;
  }

  /** Most delimiters are one byte; the others are a character of several. */
  private boolean delimiterGoesOn() throws IOException {
    if (delimiter.length == 1) {
      return true;
    }
    byte[] rest = new byte[delimiter.length - 1];
    for (int i = 0; i < rest.length; i++) {
      int b = next();
      rest[i] = (byte) b;
      if (b == END || rest[i] != delimiter[i + 1]) {
        cell.write(delimiter[0]);
        cell.write(rest, 0, b == END ? i : i + 1);
        return false;
      }
    }
    return true;
  }

  private boolean atEnd() throws IOException {
    int b = next();
    pushBack(b);
    return b == END;
  }

  private void pushBack(int b) {
    if (b == '\n') {
      line--;
    }
    recordBytes--;
    pushedBack = b == END ? END : b;
    if (b == END) {
      limit = END;
    }
  }

  private int next() throws IOException {
    int b;
    if (pushedBack != END) {
      b = pushedBack;
      pushedBack = END;
    } else {
      if (position >= limit) {
        limit = limit == END ? END : in.read(buffer);
        position = 0;
        if (limit <= 0) {
          limit = END;
          return END;
        }
      }
      b = buffer[position++] & 0xFF;
    }
    recordBytes++;
    if (recordBytes > recordBytesMax) {
      throw new RecordTooLongException(recordLine);
    }
    if (b == '\n') {
      line++;
    }
    return b;
  }

  private static boolean isBlank(byte[] bytes) {
    for (byte b : bytes) {
      if (b != ' ' && (b < '\t' || b > '\r')) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
