package dev.lodestar.jobs;

import dev.lodestar.connectors.ObjectSelection;
import dev.lodestar.data.Column;
import dev.lodestar.data.DataType;
import dev.lodestar.engine.Compression;
import dev.lodestar.engine.InputFormat;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.Problem;
import dev.lodestar.files.FileFormats;
import dev.lodestar.files.UploadedFile;
import dev.lodestar.tables.ColumnName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a source comes down to: things to read, all of one format. */
record SourcePlan(List<JobPlan.Source> files, InputFormat format) {
  private static final InputFormat DEFAULT = new InputFormat.NdJson();

  SourcePlan {
    files = List.copyOf(files);
  }

  static SourcePlan of(JobSource source, PlanInputs inputs, List<Problem> problems) {
    checkFields(source.inputSchema(), problems);
    return switch (source) {
      case JobSource.Inline inline -> inline(inline, problems);
      case JobSource.Uploaded uploaded -> uploaded(uploaded, inputs, problems);
      case JobSource.Objects objects -> objects(objects, inputs, problems);
      case JobSource.Table table ->
          throw new IllegalStateException("a table is read by a query, not as files");
      case JobSource.Connection connection -> {
        problems.add(
            JobPlanner.invalid(
                "source.type",
                "A source of the type connection is for streaming jobs; batch jobs read uploaded, inline or table sources."));
        yield new SourcePlan(List.of(), DEFAULT);
      }
    };
  }

  private static SourcePlan inline(JobSource.Inline source, List<Problem> problems) {
    InputFormat format =
        source.formatSettings() == null ? DEFAULT : source.formatSettings().toInputFormat();
    if (isBinary(format)) {
      problems.add(
          JobPlanner.invalid(
              "source.formatSettings.format",
              "Inline data is text: its format is nd-json, csv or regex; upload a file instead."));
    }
    return new SourcePlan(List.of(new JobPlan.Source.Inline(source.data())), format);
  }

  private static boolean isBinary(InputFormat format) {
    return switch (format) {
      case InputFormat.NdJson json -> false;
      case InputFormat.Csv csv -> false;
      case InputFormat.Regex regex -> false;
      case InputFormat.Parquet parquet -> true;
      case InputFormat.AvroOcf avro -> true;
      case InputFormat.Orc orc -> true;
    };
  }

  private static SourcePlan uploaded(
      JobSource.Uploaded source, PlanInputs inputs, List<Problem> problems) {
    List<JobPlan.Source> files = new ArrayList<>();
    Set<String> formats = new LinkedHashSet<>();
    for (int i = 0; i < source.fileList().size(); i++) {
      String name = source.fileList().get(i);
      UploadedFile file = inputs.files().get(name);
      if (file == null) {
        problems.add(
            JobPlanner.invalid(
                "source.fileList[%d]".formatted(i),
                "File %s does not exist; upload it first.".formatted(name)));
        continue;
      }
      formats.add(file.formats().dataFormat());
      files.add(
          new JobPlan.Source.Uploaded(
              name, file.id(), compression(file.formats().compressionFormat())));
    }
    return new SourcePlan(files, format(source.formatSettings(), formats, problems));
  }

  /** What cannot be told without a look into the store is told when the job runs. */
  private static SourcePlan objects(
      JobSource.Objects source, PlanInputs inputs, List<Problem> problems) {
    Set<String> formats = new LinkedHashSet<>();
    switch (source.selection()) {
      case ObjectSelection.Uris uris ->
          uris.uris().forEach(uri -> formats.add(FileFormats.detect(uri, null).dataFormat()));
      case ObjectSelection.Keys keys ->
          keys.keys().forEach(key -> formats.add(FileFormats.detect(key, null).dataFormat()));
      case ObjectSelection.Prefixes unknown -> {}
      case ObjectSelection.Matching unknown -> {}
    }
    InputFormat format = format(source.formatSettings(), formats, problems);
    List<JobPlan.Source> sources =
        inputs.connections().of(source, problems).stream()
            .<JobPlan.Source>map(
                connection ->
                    new JobPlan.Source.Objects(
                        connection,
                        inputs.connections().settings().orElseThrow(),
                        source.selection(),
                        source.formatSettings() == null))
            .toList();
    return new SourcePlan(sources, format);
  }

  private static InputFormat format(
      @Nullable FormatSettings settings, Set<String> detected, List<Problem> problems) {
    if (settings != null) {
      return settings.toInputFormat();
    }
    if (detected.size() > 1) {
      problems.add(
          JobPlanner.invalid(
              "source.fileList",
              "The files have different formats (%s); one job reads one format."
                  .formatted(String.join(", ", detected))));
      return DEFAULT;
    }
    String format = detected.isEmpty() ? "nd-json" : detected.iterator().next();
    Optional<InputFormat> plain = plain(format);
    if (plain.isEmpty()) {
      problems.add(
          new Problem(
              ErrorCode.NOT_SUPPORTED,
              "source.fileList",
              "Files of the format %s cannot be read by it alone; say the format in formatSettings: avro_ocf, csv, nd-json, orc, parquet, or regex with its pattern."
                  .formatted(format)));
    }
    return plain.orElse(DEFAULT);
  }

  /** A format without further settings; empty when it cannot be read so. */
  static Optional<InputFormat> plain(String format) {
    return switch (format) {
      case "nd-json" -> Optional.of(DEFAULT);
      case "csv" -> Optional.of(new FormatSettings.Csv(null, null, null, null).toInputFormat());
      case "parquet" -> Optional.of(new InputFormat.Parquet(false));
      case "orc" -> Optional.of(new InputFormat.Orc(false));
      case "avro_ocf" -> Optional.of(new InputFormat.AvroOcf(false, false, Optional.empty()));
      default -> Optional.empty();
    };
  }

  static Compression compression(String apiName) {
    return Compression.valueOf(apiName.toUpperCase(Locale.ROOT));
  }

  private static void checkFields(List<Column> fields, List<Problem> problems) {
    Map<String, String> names = new HashMap<>();
    for (int i = 0; i < fields.size(); i++) {
      Column field = fields.get(i);
      String target = "source.inputSchema[%d]".formatted(i);
      if (field.name().isEmpty()) {
        problems.add(JobPlanner.invalid(target + ".name", "An input field needs a name."));
      }
      String twin = names.putIfAbsent(ColumnName.folded(field.name()), field.name());
      if (twin != null && !twin.equals(field.name())) {
        problems.add(ColumnName.sameButForCase(field.name(), twin, target + ".name"));
      }
      if (field.name().equals(twin)) {
        problems.add(
            JobPlanner.invalid(
                target + ".name", "Input field \"%s\" is declared twice.".formatted(field.name())));
      }
      if (field.type() == DataType.INGEST_TIMESERIES) {
        problems.add(
            new Problem(
                ErrorCode.NOT_SUPPORTED,
                target + ".dataType",
                "Input field \"%s\" has the data type %s, which cannot be read so far."
                    .formatted(field.name(), field.type().apiName())));
      }
    }
  }
}
