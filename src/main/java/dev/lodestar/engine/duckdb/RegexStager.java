package dev.lodestar.engine.duckdb;

import dev.lodestar.data.Column;
import dev.lodestar.engine.InputFormat;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Rewrites lines that a regular expression takes apart as nd-json, like {@link CsvStager} does with
 * delimited text.
 *
 * <p>An empty line is no record. A line that does not match as a whole, or that is not UTF-8,
 * becomes a line that is no JSON. What a group does not capture, or captures empty, is NULL.
 */
final class RegexStager {
  private static final int BUFFER_BYTES = 1 << 17;

  private final InputFormat.Regex format;
  private final Pattern pattern;
  private final List<Column> fields;
  private final long recordBytesMax;
  private final Runnable checkpoint;

  RegexStager(
      InputFormat.Regex format, List<Column> fields, long recordBytesMax, Runnable checkpoint) {
    this.format = format;
    this.pattern = Pattern.compile(format.pattern());
    this.fields = List.copyOf(fields);
    this.recordBytesMax = recordBytesMax;
    this.checkpoint = checkpoint;
  }

  /** Errors: {@code ROW_TOO_LARGE}; a fault of the disk comes as it is. */
  StagedInput stage(StagedInput text, Path target) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    try (InputStream in = new BufferedInputStream(Files.newInputStream(text.path()), BUFFER_BYTES);
        OutputStream out = new BufferedOutputStream(Files.newOutputStream(target), BUFFER_BYTES)) {
      for (int b = in.read(); b >= 0; b = in.read()) {
        if (b == '\n') {
          write(line, out);
        } else {
          line.write(b);
          requireShort(line, text);
        }
      }
      write(line, out);
    }
    return new StagedInput(
        text.file(), target, text.bytes(), records -> LineNumbers.of(text.path(), records));
  }

  private void requireShort(ByteArrayOutputStream line, StagedInput text) {
    if (line.size() > recordBytesMax) {
      throw new ServiceException(
          ErrorCode.ROW_TOO_LARGE,
          null,
          "A line of file \"%s\" is longer than the %d bytes that a row may have."
              .formatted(text.file().name(), recordBytesMax));
    }
  }

  private void write(ByteArrayOutputStream line, OutputStream out) throws IOException {
    byte[] bytes = line.toByteArray();
    line.reset();
    int length = bytes.length;
    if (length > 0 && bytes[length - 1] == '\r') {
      length--;
    }
    if (isBlank(bytes)) {
      return;
    }
    Optional<Matcher> match = text(bytes, length).flatMap(this::match);
    if (match.isPresent()) {
      write(match.get(), out);
    } else {
      out.write(CsvStager.MALFORMED);
    }
  }

  /** As {@link LineNumbers} sees it, which looks for the lines of bad records. */
  private static boolean isBlank(byte[] line) {
    for (byte b : line) {
      if (!LineNumbers.isSpace(b)) {
        return false;
      }
    }
    return true;
  }

  private static Optional<String> text(byte[] bytes, int length) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, length)).toString());
    } catch (CharacterCodingException notUtf8) {
      return Optional.empty();
    }
  }

  private Optional<Matcher> match(String line) {
    checkpoint.run();
    Matcher matcher = pattern.matcher(new CheckedText(line, checkpoint));
    try {
      return matcher.matches() ? Optional.of(matcher) : Optional.empty();
    } catch (StackOverflowError tooDeep) {
      // Java's matcher recurses over repeated groups; such a line is one that it cannot match.
      return Optional.empty();
    }
  }

  private void write(Matcher match, OutputStream out) throws IOException {
    char separator = '{';
    for (int field = 0; field < fields.size(); field++) {
      int column = format.columns().indexOf(fields.get(field).name());
      String value = column < 0 || column >= match.groupCount() ? null : match.group(column + 1);
      if (value != null && !value.isEmpty()) {
        out.write((separator + "\"" + field + "\":").getBytes(StandardCharsets.US_ASCII));
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        CsvStager.writeText(out, bytes, 0, bytes.length);
        separator = ',';
      }
    }
    out.write((separator == '{' ? "{}\n" : "}\n").getBytes(StandardCharsets.US_ASCII));
  }

  /** Text that lets a job be canceled while a pattern tries it in ever more ways. */
  private static final class CheckedText implements CharSequence {
    private static final int CHECK_READS = 1 << 20;

    private final CharSequence text;
    private final Runnable checkpoint;
    private int reads;

    CheckedText(CharSequence text, Runnable checkpoint) {
      this.text = text;
      this.checkpoint = checkpoint;
    }

    @Override
    public char charAt(int index) {
      if (++reads % CHECK_READS == 0) {
        checkpoint.run();
      }
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.subSequence(start, end);
    }

    @Override
    public String toString() {
      return text.toString();
    }
  }
}
