package dev.lodestar.jobs;

import dev.lodestar.connectors.FetchControl;
import dev.lodestar.connectors.ObjectFetcher;
import dev.lodestar.connectors.ObjectFetcher.Fetched;
import dev.lodestar.engine.Compression;
import dev.lodestar.engine.InputFile;
import dev.lodestar.engine.InputFormat;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.files.FileFormats;
import dev.lodestar.storage.SegmentStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** The objects that one job reads: fetched once, however often the job is planned, then deleted. */
final class FetchedObjects implements AutoCloseable {
  /** The part of a job's progress that is made when everything is fetched. */
  private static final double FETCHING_SHARE = 0.3;

  private final SegmentStore segments;
  private final ObjectFetcher fetcher;
  private final RunningJob control;
  private final Map<JobPlan.Source.Objects, Found> found = new HashMap<>();
  private final List<UUID> folders = new ArrayList<>();

  FetchedObjects(SegmentStore segments, ObjectFetcher fetcher, RunningJob control) {
    this.segments = segments;
    this.fetcher = fetcher;
    this.control = control;
  }

  /**
   * What a source came to.
   *
   * @param format what the names say, where the job does not
   */
  record Found(List<InputFile> files, Optional<InputFormat> format) {
    Found {
      files = List.copyOf(files);
    }
  }

  /** Errors: those of {@link ObjectFetcher#fetch}. */
  Found of(JobPlan.Source.Objects source) {
    Found known = found.get(source);
    if (known == null) {
      known = fetch(source);
      found.put(source, known);
    }
    return known;
  }

  private Found fetch(JobPlan.Source.Objects source) {
    UUID id = UUID.randomUUID();
    folders.add(id);
    Path folder = segments.openStaging(id);
    List<Fetched> objects =
        fetcher.fetch(
            source.connection(), source.settings(), source.selection(), folder, control());
    if (objects.isEmpty()) {
      return new Found(List.of(nothing(folder)), Optional.of(new InputFormat.NdJson()));
    }
    return new Found(
        objects.stream().map(FetchedObjects::file).toList(),
        source.detectsFormat() ? Optional.of(format(objects)) : Optional.empty());
  }

  private FetchControl control() {
    return new FetchControl() {
      @Override
      public void onCancel(Runnable interrupt) {
        control.onCancel(interrupt);
      }

      @Override
      public void progress(double share) {
        control.progress(share * FETCHING_SHARE);
      }
    };
  }

  /** An engine reads at least one file: no object is like an empty one. */
  private static InputFile nothing(Path folder) {
    try {
      return new InputFile("no object", Files.createFile(folder.resolve("none")), Compression.NONE);
    } catch (IOException e) {
      throw new ServiceException(
          ErrorCode.STORAGE_UNAVAILABLE, null, "The server's storage cannot be written to.", e);
    }
  }

  private static InputFile file(Fetched object) {
    FileFormats formats = FileFormats.detect(object.key(), null);
    return new InputFile(
        object.uri(), object.file(), SourcePlan.compression(formats.compressionFormat()));
  }

  private static InputFormat format(List<Fetched> objects) {
    Set<String> formats = new TreeSet<>();
    objects.forEach(object -> formats.add(FileFormats.detect(object.key(), null).dataFormat()));
    if (formats.size() > 1) {
      throw new ServiceException(
          ErrorCode.CANNOT_PARSE_SOURCE,
          null,
          "The objects have different formats (%s) by their names; one job reads one format: select fewer, or say it in formatSettings."
              .formatted(String.join(", ", formats)));
    }
    String format = formats.iterator().next();
    return SourcePlan.plain(format)
        .orElseThrow(
            () ->
                new ServiceException(
                    ErrorCode.CANNOT_PARSE_SOURCE,
                    null,
                    "Objects of the format %s, as their names say, cannot be read."
                        .formatted(format)));
  }

  @Override
  public void close() {
    folders.forEach(segments::closeStaging);
  }
}
