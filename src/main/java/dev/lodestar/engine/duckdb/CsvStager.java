package dev.lodestar.engine.duckdb;

import dev.lodestar.data.Column;
import dev.lodestar.engine.InputFormat;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Rewrites delimited text as nd-json with the declared fields only, a line for each record.
 *
 * <p>From there on csv is counted, judged and diagnosed by the same code as nd-json. An empty cell
 * is left out, so it is NULL; a cell with the list delimiter becomes an array; a malformed record
 * becomes a line that is no JSON, and so does one that is not UTF-8, as bytes are passed on.
 */
final class CsvStager {
  private static final int BUFFER_BYTES = 1 << 17;

  /** A line that is no JSON. */
  static final byte[] MALFORMED = "!\n".getBytes(StandardCharsets.US_ASCII);

  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final int CHECK_RECORDS = 1_024;

  private final InputFormat.Csv format;
  private final List<Column> fields;
  private final long recordBytesMax;
  private final Runnable checkpoint;

  CsvStager(InputFormat.Csv format, List<Column> fields, long recordBytesMax, Runnable checkpoint) {
    this.format = format;
    this.fields = List.copyOf(fields);
    this.recordBytesMax = recordBytesMax;
    this.checkpoint = checkpoint;
  }

  /** The JSON key of each field. */
  static List<String> keys(int fields) {
    return IntStream.range(0, fields).mapToObj(Integer::toString).toList();
  }

  /** Errors: {@code ROW_TOO_LARGE}; a fault of the disk comes as it is. */
  StagedInput stage(StagedInput text, Path target) throws IOException {
    try (CsvScanner scanner = open(text.path());
        OutputStream out = new BufferedOutputStream(Files.newOutputStream(target), BUFFER_BYTES)) {
      int[] places = places(scanner);
      List<byte[]> cells = new ArrayList<>();
      for (long record = 0; scanner.read(cells); record++) {
        if (record % CHECK_RECORDS == 0) {
          checkpoint.run();
        }
        if (scanner.malformed()) {
          out.write(MALFORMED);
        } else {
          write(out, cells, places);
        }
      }
    } catch (CsvScanner.RecordTooLongException e) {
      throw new ServiceException(
          ErrorCode.ROW_TOO_LARGE,
          null,
          "A record of file \"%s\" is longer than the %d bytes that a row may have; is a quote left open?"
              .formatted(text.file().name(), recordBytesMax),
          e);
    }
    return new StagedInput(
        text.file(), target, text.bytes(), records -> lines(text.path(), records));
  }

  private CsvScanner open(Path file) throws IOException {
    CsvScanner scanner = new CsvScanner(file, format.delimiter(), recordBytesMax);
    scanner.skipLines(format.skipHeaderRows());
    return scanner;
  }

  private List<Long> lines(Path file, List<Long> records) throws IOException {
    List<Long> lines = new ArrayList<>();
    try (CsvScanner scanner = open(file)) {
      places(scanner);
      List<byte[]> cells = new ArrayList<>();
      for (long record = 1; lines.size() < records.size() && scanner.read(cells); record++) {
        if (record == records.get(lines.size())) {
          lines.add(scanner.recordLine());
        }
      }
    }
    return lines;
  }

  /** Which cell holds each field, -1 where none does; reads the header if the plan names none. */
  private int[] places(CsvScanner scanner) throws IOException {
    List<String> names = format.columns().isEmpty() ? scanner.readHeader() : format.columns();
    Map<String, Integer> byName = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      boolean taken = names.get(i).isEmpty() || byName.containsKey(names.get(i));
      byName.putIfAbsent(taken ? "column_" + (i + 1) : names.get(i), i);
    }
    return fields.stream().mapToInt(field -> byName.getOrDefault(field.name(), -1)).toArray();
  }

  private void write(OutputStream out, List<byte[]> cells, int[] places) throws IOException {
    char separator = '{';
    for (int field = 0; field < places.length; field++) {
      int place = places[field];
      if (place >= 0 && place < cells.size() && cells.get(place).length > 0) {
        out.write(separator);
        out.write('"');
        out.write(Integer.toString(field).getBytes(StandardCharsets.US_ASCII));
        out.write('"');
        out.write(':');
        writeCell(out, cells.get(place));
        separator = ',';
      }
    }
    if (separator == '{') {
      out.write('{');
    }
    out.write('}');
    out.write('\n');
  }

  private void writeCell(OutputStream out, byte[] cell) throws IOException {
    byte[] list = String.valueOf(format.listDelimiter()).getBytes(StandardCharsets.UTF_8);
    int end = indexOf(cell, list, 0);
    if (end < 0) {
      writeText(out, cell, 0, cell.length);
      return;
    }
    int begin = 0;
    out.write('[');
    while (end >= 0) {
      writeText(out, cell, begin, end);
      out.write(',');
      begin = end + list.length;
      end = indexOf(cell, list, begin);
    }
    writeText(out, cell, begin, cell.length);
    out.write(']');
  }

  private static int indexOf(byte[] cell, byte[] wanted, int from) {
    for (int i = from; i <= cell.length - wanted.length; i++) {
      if (Arrays.equals(cell, i, i + wanted.length, wanted, 0, wanted.length)) {
        return i;
      }
    }
    return -1;
  }

  /** Writes bytes of UTF-8 as a JSON string. */
  static void writeText(OutputStream out, byte[] cell, int begin, int end) throws IOException {
    out.write('"');
    for (int i = begin; i < end; i++) {
      byte b = cell[i];
      if (b == '"' || b == '\\') {
        out.write('\\');
        out.write(b);
      } else if (b >= 0 && b < ' ') {
        out.write("\\u00".getBytes(StandardCharsets.US_ASCII));
        out.write(HEX[b >> 4]);
        out.write(HEX[b & 15]);
      } else {
        out.write(b);
      }
    }
    out.write('"');
  }
}
