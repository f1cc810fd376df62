package dev.lodestar.engine.duckdb;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Finds the lines of records in text with a record on each line that is not blank. */
final class LineNumbers {
  private static final int BUFFER_BYTES = 1 << 16;

  private LineNumbers() {}

  /** Returns the line of each record that the file has; numbers are ascending and from 1. */
  static List<Long> of(Path file, List<Long> records) throws IOException {
    List<Long> lines = new ArrayList<>();
    byte[] buffer = new byte[BUFFER_BYTES];
    long line = 1;
    long record = 0;
    boolean blank = true;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      int length = in.read(buffer);
      while (length >= 0 && lines.size() < records.size()) {
        for (int i = 0; i < length && lines.size() < records.size(); i++) {
          byte b = buffer[i];
          if (b == '\n') {
            line++;
            blank = true;
          } else if (blank && !isSpace(b)) {
            blank = false;
            record++;
            if (record == records.get(lines.size())) {
              lines.add(line);
            }
          }
        }
        length = in.read(buffer);
      }
    }
    return lines;
  }

  /** What DuckDB's JSON reader skips when it looks for the next record. */
  static boolean isSpace(byte b) {
    return b == ' ' || (b >= '\t' && b <= '\r');
  }
}
