package dev.lodestar.streams;

import dev.lodestar.data.RowCounts;
import dev.lodestar.engine.Compression;
import dev.lodestar.engine.IngestResult;
import dev.lodestar.engine.InputFile;
import dev.lodestar.engine.RejectedRows;
import dev.lodestar.engine.StagedSegment;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Finds the record that an expression cannot be computed for: a batch that fails because of its
 * records is halved until the faulty ones are alone, and these are left out.
 */
final class BatchParts {
  private static final Set<ErrorCode> OF_RECORDS =
      EnumSet.of(
          ErrorCode.EVALUATION_FAILED,
          ErrorCode.TIMESTAMP_OUT_OF_BOUNDS,
          ErrorCode.ROW_TOO_LARGE,
          ErrorCode.TOO_MANY_TIME_BUCKETS,
          ErrorCode.INVALID_NULL_BYTE);

  private final Path staging;
  private final int lines;
  private int folders;

  BatchParts(Path staging, int lines) {
    this.staging = staging;
    this.lines = lines;
  }

  /** Makes segments of some lines. */
  interface Ingest {
    IngestResult of(InputFile part, Path folder);
  }

  IngestResult ingest(InputFile whole, Ingest ingest) {
    return ingest(whole, lines, ingest);
  }

  private IngestResult ingest(InputFile part, int count, Ingest ingest) {
    try {
      return ingest.of(part, folder());
    } catch (ServiceException e) {
      if (!isOfRecords(e)) {
        throw e;
      }
      return count == 1 ? faulty() : halves(part, count, ingest);
    }
  }

  private Path folder() {
    try {
      return Files.createDirectories(staging.resolve("part-" + folders++));
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  private static ServiceException unusable(IOException cause) {
    return new ServiceException(
        ErrorCode.STORAGE_UNAVAILABLE,
        null,
        "The records of a stream cannot be written to the server's storage; check its free space.",
        cause);
  }

  private static boolean isOfRecords(ServiceException fault) {
    return OF_RECORDS.contains(fault.code());
  }

  /** One record that is left out by error. */
  private static IngestResult faulty() {
    return new IngestResult(new RowCounts(0, 0, 0, 1), 0, List.of(), List.of());
  }

  private IngestResult halves(InputFile part, int count, Ingest ingest) {
    int half = count / 2;
    Path first = staging.resolve("half-" + folders++);
    Path second = staging.resolve("half-" + folders++);
    try (BufferedReader in = Files.newBufferedReader(part.path(), StandardCharsets.ISO_8859_1);
        BufferedWriter left = Files.newBufferedWriter(first, StandardCharsets.ISO_8859_1);
        BufferedWriter right = Files.newBufferedWriter(second, StandardCharsets.ISO_8859_1)) {
      int line = 0;
      for (String text = in.readLine(); text != null; text = in.readLine()) {
        BufferedWriter out = line++ < half ? left : right;
        out.write(text);
        out.write('\n');
      }
    } catch (IOException e) {
      throw unusable(e);
    }
    return plus(
        ingest(new InputFile(part.name(), first, Compression.NONE), half, ingest),
        ingest(new InputFile(part.name(), second, Compression.NONE), count - half, ingest));
  }

  /** Without the places of faults: lines of parts are not lines of the batch. */
  private static IngestResult plus(IngestResult first, IngestResult second) {
    List<StagedSegment> segments = new ArrayList<>(first.segments());
    segments.addAll(second.segments());
    RejectedRows rejected = first.rejected().plus(second.rejected());
    return new IngestResult(
        first.counts().plus(second.counts()),
        first.bytesRead() + second.bytesRead(),
        segments,
        List.of(),
        rejected);
  }
}
