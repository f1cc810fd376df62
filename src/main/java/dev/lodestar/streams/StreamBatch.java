package dev.lodestar.streams;

import dev.lodestar.engine.Compression;
import dev.lodestar.engine.InputFile;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The records that become rows together, written to a file of JSON lines while they come.
 *
 * <p>Used by one thread. Errors: {@code STORAGE_UNAVAILABLE}.
 */
final class StreamBatch implements StreamSink, RecordDecoder.Lines {
  private static final int BUFFER_BYTES = 1 << 17;
  private static final byte[] BROKEN = {'!'};
  private static final int FIRST_SIZE = 1_024;

  /** Nobody is told the reasons of more rows of one batch. */
  private static final int REASONS_MAX = 1_000;

  private final Path file;
  private final RecordReader reader;
  private final Optional<SchemaDiscovery> discovery;
  private final long rowBytesMax;
  private final OutputStream out;
  private final Map<StreamPartition, StreamPosition> next = new HashMap<>();

  /** Of each line the record that it was made of. */
  private StreamPartition[] partitions = new StreamPartition[FIRST_SIZE];

  private StreamPosition[] positions = new StreamPosition[FIRST_SIZE];
  private int[] parts = new int[FIRST_SIZE];
  private final Map<Long, String> reasons = new HashMap<>();
  private int lines;
  private int longestLine;
  private long bytes;
  private long records;
  private long emptyRecords;
  private long oldestMs = Long.MAX_VALUE;
  private long newestMs = Long.MIN_VALUE;
  private StreamRecord current;

  StreamBatch(
      Path file, RecordReader reader, Optional<SchemaDiscovery> discovery, long rowBytesMax) {
    this.file = file;
    this.reader = reader;
    this.discovery = discovery;
    this.rowBytesMax = rowBytesMax;
    try {
      this.out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER_BYTES);
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private static ServiceException unwritable(IOException cause) {
    return new ServiceException(
        ErrorCode.STORAGE_UNAVAILABLE,
        null,
        "The records of a stream cannot be written to the server's storage; check its free space.",
        cause);
  }

  /**
   * Adds the rows of a record.
   *
   * <p>Errors: {@link SourceLostException} when it cannot be read now; the batch is as before then.
   */
  @Override
  public void record(StreamRecord record) {
    int before = lines;
    byte[] value = record.value();
    current = record;
    if (value != null && value.length > rowBytesMax) {
      broken("is larger than %d bytes".formatted(rowBytesMax));
    } else {
      reader.read(record, this);
    }
    if (record.timestampMs() >= 0) {
      oldestMs = Math.min(oldestMs, record.timestampMs());
      newestMs = Math.max(newestMs, record.timestampMs());
    }
    records++;
    bytes += value == null ? 0 : value.length;
    next.put(record.partition(), record.next());
    if (lines == before) {
      emptyRecords++;
    }
  }

  @Override
  public void moved(StreamPartition partition, StreamPosition position) {
    next.put(partition, position);
  }

  @Override
  public void line(byte[] line, int length) {
    discovery.ifPresent(fields -> fields.look(line, length));
    write(line, length);
  }

  @Override
  public void broken(String reason) {
    if (reasons.size() < REASONS_MAX) {
      reasons.put(lines + 1L, reason);
    }
    write(BROKEN, BROKEN.length);
  }

  private void write(byte[] line, int length) {
    try {
      out.write(line, 0, length);
      out.write('\n');
    } catch (IOException e) {
      throw unwritable(e);
    }
    if (lines == positions.length) {
      partitions = Arrays.copyOf(partitions, 2 * lines);
      positions = Arrays.copyOf(positions, 2 * lines);
      parts = Arrays.copyOf(parts, 2 * lines);
    }
    partitions[lines] = current.partition();
    positions[lines] = current.next();
    parts[lines] = current.part();
    lines++;
    longestLine = Math.max(longestLine, length);
  }

  /** When the record came that waits longest, in milliseconds, if the source says that. */
  OptionalLong oldestMs() {
    return oldestMs > newestMs ? OptionalLong.empty() : OptionalLong.of(oldestMs);
  }

  /** The same of the last one. */
  OptionalLong newestMs() {
    return oldestMs > newestMs ? OptionalLong.empty() : OptionalLong.of(newestMs);
  }

  /** In bytes. */
  int longestLine() {
    return longestLine;
  }

  /** Everything that was added, in a file that can be read. */
  InputFile finish() {
    try {
      out.close();
    } catch (IOException e) {
      throw unwritable(e);
    }
    return new InputFile("batch", file, Compression.NONE);
  }

  /** Where the record of a line is, counted from 1, for users. */
  String place(long line) {
    int index = (int) line - 1;
    StreamPartition partition = partitions[index];
    return "%s, partition %s, %s%s"
        .formatted(
            partition.stream(),
            partition.name(),
            positions[index].place(),
            parts[index] == 0 ? "" : ", record %d of it".formatted(parts[index]));
  }

  /** Why the row of a line, counted from 1, could not be read, if it could not. */
  Optional<String> reason(long line) {
    return Optional.ofNullable(reasons.get(line));
  }

  /** Where each partition is to be read on, of those that had records or have moved. */
  Map<StreamPartition, StreamPosition> next() {
    return Map.copyOf(next);
  }

  boolean isEmpty() {
    return records == 0;
  }

  long records() {
    return records;
  }

  int lines() {
    return lines;
  }

  /** Of the values as they came. */
  long bytes() {
    return bytes;
  }

  /** Records that held no row. */
  long emptyRecords() {
    return emptyRecords;
  }
}
