package dev.lodestar.jobs;

import dev.lodestar.connectors.ObjectFetcher;
import dev.lodestar.data.Checksum;
import dev.lodestar.engine.Compression;
import dev.lodestar.engine.Engine;
import dev.lodestar.engine.IngestFailedException;
import dev.lodestar.engine.IngestPlan;
import dev.lodestar.engine.IngestResult;
import dev.lodestar.engine.InputFile;
import dev.lodestar.engine.InputFormat;
import dev.lodestar.engine.ListsFoundException;
import dev.lodestar.engine.QueryIngestPlan;
import dev.lodestar.engine.SegmentScan;
import dev.lodestar.engine.StagedSegment;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.files.FilesService;
import dev.lodestar.scans.TableScans;
import dev.lodestar.storage.Patience;
import dev.lodestar.storage.SegmentFile;
import dev.lodestar.storage.SegmentLeases;
import dev.lodestar.storage.SegmentStore;
import dev.lodestar.storage.SegmentStore.SegmentKey;
import dev.lodestar.tables.NewSegment;
import dev.lodestar.traces.Span;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/** The blocking part of a job: from open files to segment files in their place. */
@ApplicationScoped
class BatchExecution {
  private final Engine engine;
  private final SegmentStore segments;
  private final FilesService files;
  private final ObjectFetcher fetcher;
  private final TableScans scans;

  BatchExecution(
      Engine engine,
      SegmentStore segments,
      TableScans scans,
      FilesService files,
      ObjectFetcher fetcher) {
    this.engine = engine;
    this.segments = segments;
    this.scans = scans;
    this.files = files;
    this.fetcher = fetcher;
  }

  /** What was read, and the segments that wait to become visible. */
  record Output(IngestResult result, List<NewSegment> segments) {
    Output {
      segments = List.copyOf(segments);
    }

    /** What the segments take of the store. */
    long sizeBytes() {
      return segments.stream().mapToLong(NewSegment::sizeBytes).sum();
    }
  }

  /**
   * Runs the plan, and another one where reading shows that fields of text hold lists. On failure
   * nothing is left in the segment store.
   *
   * <p>Errors: those of {@link Engine#ingest}, and {@code COULD_NOT_CONNECT_TO_SOURCE} when a file
   * was deleted meanwhile.
   */
  Output run(
      UUID jobId,
      UUID tableId,
      Function<Set<String>, JobPlan> planned,
      RunningJob control,
      SegmentLeases.Lease lease) {
    try (FetchedObjects objects = new FetchedObjects(segments, fetcher, control)) {
      try {
        return run(jobId, tableId, read(planned.apply(Set.of()), lease), objects, control);
      } catch (ListsFoundException e) {
        return run(jobId, tableId, read(planned.apply(e.fields()), lease), objects, control);
      }
    }
  }

  /** Brings the segments that the plan reads to where the engine reads them. */
  private JobPlan read(JobPlan plan, SegmentLeases.Lease lease) {
    lease.require(sources(plan));
    return plan;
  }

  private List<SegmentFile> sources(JobPlan plan) {
    return switch (plan.input()) {
      case JobPlan.Input.Files input ->
          input.lookups().values().stream()
              .flatMap(lookup -> scans.sources(lookup.table()).stream())
              .toList();
      case JobPlan.Input.Query input ->
          input.tables().entrySet().stream()
              .flatMap(
                  table ->
                      scans.sources(table.getValue(), input.query().times(table.getKey())).stream())
              .toList();
    };
  }

  private Output run(
      UUID jobId, UUID tableId, JobPlan plan, FetchedObjects objects, RunningJob control) {
    Path staging = segments.openStaging(jobId);
    Span span = control.span();
    try {
      IngestResult result = named(plan, () -> ingest(plan, staging, objects, control));
      requireRows(plan, result);
      requireSegments(plan, result);
      return new Output(
          result, span.doing("segments store", () -> place(tableId, plan, result, control)));
    } finally {
      segments.closeStaging(jobId);
    }
  }

  private IngestResult ingest(
      JobPlan plan, Path staging, FetchedObjects objects, RunningJob control) {
    Span span = control.span();
    return switch (plan.input()) {
      case JobPlan.Input.Files input -> {
        Opened opened = span.doing("read source", () -> open(input.sources(), staging, objects));
        yield span.doing(
            "engine ingest",
            () ->
                engine.ingest(
                    opened
                        .read(plan.template())
                        .over(opened.files(), LookupTables.of(scans, input.lookups())),
                    staging,
                    control));
      }
      case JobPlan.Input.Query input -> {
        QueryIngestPlan query =
            span.doing("read source", () -> queryPlan(input, plan, staging, objects));
        yield span.doing("engine ingest", () -> engine.ingest(query, staging, control));
      }
    };
  }

  /** Where the engine could not read a segment, the fault names it. */
  private IngestResult named(JobPlan plan, Supplier<IngestResult> work) {
    try {
      return work.get();
    } catch (IngestFailedException e) {
      ServiceException fault = scans.explained(e.fault(), sources(plan));
      throw fault == e.fault()
          ? e
          : new IngestFailedException(fault, e.counts(), e.bytesRead(), e.problems());
    } catch (ServiceException e) {
      throw scans.explained(e, sources(plan));
    }
  }

  private QueryIngestPlan queryPlan(
      JobPlan.Input.Query input, JobPlan plan, Path staging, FetchedObjects objects) {
    Map<String, QueryIngestPlan.External> externals = new HashMap<>();
    input
        .externals()
        .forEach(
            (name, table) -> {
              Opened opened = open(table.sources(), staging, objects);
              externals.put(
                  name,
                  new QueryIngestPlan.External(
                      opened.files(),
                      opened.format().orElse(table.format()),
                      table.fields(),
                      table.records().map(opened::read)));
            });
    Map<String, SegmentScan> tables = new HashMap<>();
    input
        .tables()
        .forEach(
            (name, snapshot) ->
                tables.put(
                    name,
                    scans.of(snapshot, input.query().leaves(name), input.query().times(name))));
    return new QueryIngestPlan(input.query(), tables, externals, plan.template(), input.counting());
  }

  private static void requireRows(JobPlan plan, IngestResult result) {
    if (plan.failOnEmpty() && result.counts().stored() == 0) {
      throw new IngestFailedException(
          new ServiceException(
              ErrorCode.NO_ROWS_INGESTED,
              null,
              "The job made no row, and failOnEmptyInsert asks that it fails then."),
          result.counts(),
          result.bytesRead(),
          result.problems());
    }
  }

  private static void requireSegments(JobPlan plan, IngestResult result) {
    try {
      plan.limits().check(result.segments());
    } catch (ServiceException e) {
      throw new IngestFailedException(e, result.counts(), result.bytesRead(), result.problems());
    }
  }

  /**
   * Files at hand.
   *
   * @param format that of the files, where the plan did not know it
   */
  private record Opened(List<InputFile> files, Optional<InputFormat> format) {
    IngestPlan read(IngestPlan plan) {
      return format.map(plan::reading).orElse(plan);
    }
  }

  private Opened open(List<JobPlan.Source> sources, Path staging, FetchedObjects objects) {
    List<InputFile> opened = new ArrayList<>();
    Optional<InputFormat> format = Optional.empty();
    for (JobPlan.Source source : sources) {
      switch (source) {
        case JobPlan.Source.Uploaded file ->
            opened.add(new InputFile(file.name(), uploaded(file), file.compression()));
        case JobPlan.Source.Inline inline ->
            opened.add(new InputFile("inline data", written(inline, staging), Compression.NONE));
        case JobPlan.Source.Objects selected -> {
          FetchedObjects.Found found = objects.of(selected);
          opened.addAll(found.files());
          format = found.format();
        }
      }
    }
    return new Opened(opened, format);
  }

  private Path uploaded(JobPlan.Source.Uploaded file) {
    return files
        .path(file.id())
        .orElseThrow(
            () ->
                new ServiceException(
                    ErrorCode.COULD_NOT_CONNECT_TO_SOURCE,
                    null,
                    "File %s was deleted before the job could read it; upload it again."
                        .formatted(file.name())));
  }

  private static Path written(JobPlan.Source.Inline inline, Path staging) {
    try {
      return Files.writeString(staging.resolve("inline-" + UUID.randomUUID()), inline.data());
    } catch (IOException e) {
      throw new ServiceException(
          ErrorCode.STORAGE_UNAVAILABLE, null, "The inline data cannot be written to disk.", e);
    }
  }

  private List<NewSegment> place(
      UUID tableId, JobPlan plan, IngestResult result, RunningJob control) {
    List<NewSegment> placed = new ArrayList<>();
    try {
      for (StagedSegment staged : result.segments()) {
        if (control.canceled()) {
          throw new ServiceException(ErrorCode.CANCELED, null, "The job was canceled.");
        }
        UUID id = UUID.randomUUID();
        Checksum checksum =
            segments.add(
                new SegmentKey(tableId, id), staged.file(), Patience.limited(control::canceled));
        placed.add(
            new NewSegment(
                id,
                staged.chunk(),
                staged.rowCount(),
                staged.sizeBytes(),
                staged.minTime(),
                staged.maxTime(),
                plan.segmentColumns(),
                staged.lists(),
                staged.leaves(),
                checksum));
      }
      return placed;
    } catch (RuntimeException e) {
      discard(tableId, placed);
      throw e;
    }
  }

  /** Removes segment files that will never become visible. */
  void discard(UUID tableId, List<NewSegment> placed) {
    segments.delete(placed.stream().map(segment -> new SegmentKey(tableId, segment.id())).toList());
  }
}
