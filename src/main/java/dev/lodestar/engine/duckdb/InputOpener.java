package dev.lodestar.engine.duckdb;

import dev.lodestar.data.Column;
import dev.lodestar.engine.InputFile;
import dev.lodestar.engine.InputFormat;
import dev.lodestar.engine.StreamRules;
import dev.lodestar.engine.avro.AvroFiles;
import dev.lodestar.engine.orc.OrcFiles;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleConsumer;
import java.util.stream.Collectors;

/** Makes the input files of one job readable: unpacked, csv as nd-json, and as engine SQL. */
final class InputOpener {
  private static final long LEAST_ROW_BYTES_MAX = 64 << 10;

  /** Records of streams are hardly longer; those that are get room. */
  private static final long STREAM_ROW_BYTES_MAX = 1 << 20;

  private final IngestSession session;
  private final EngineConfig config;
  private final Optional<StreamRules> stream;
  private final Path folder;
  private final InputStager stager;
  private long bytesRead;
  private int rewrites;

  /**
   * An opener for one job.
   *
   * @param folder where unpacked and rewritten files go
   * @param all the files of the job, to tell how far staging is
   * @param stream what is known of the records, if they come from a stream
   * @param progress told which share of their bytes is staged
   */
  InputOpener(
      IngestSession session,
      EngineConfig config,
      Path folder,
      List<InputFile> all,
      Optional<StreamRules> stream,
      DoubleConsumer progress)
      throws IOException {
    this.session = session;
    this.config = config;
    this.stream = stream;
    this.folder = Files.createDirectories(folder);
    long total = 1;
    for (InputFile file : all) {
      total += Files.size(file.path());
    }
    long packed = total;
    long[] done = {0};
    this.stager =
        new InputStager(
            folder,
            session::checkNotCanceled,
            bytes -> {
              done[0] += bytes;
              progress.accept((double) done[0] / packed);
            },
            config.decompressedBytesMax());
  }

  /** The size of everything staged so far, after decompression. */
  long bytesRead() {
    return bytesRead;
  }

  /** Errors: {@code CANNOT_PARSE_SOURCE}, {@code STORAGE_UNAVAILABLE}, {@code CANCELED}. */
  List<StagedInput> stage(List<InputFile> files, InputFormat format, List<Column> fields)
      throws IOException {
    requireDistinct(fields);
    List<StagedInput> inputs = new ArrayList<>();
    for (InputFile file : files) {
      session.checkNotCanceled();
      StagedInput input = stager.stage(file);
      bytesRead += input.bytes();
      inputs.add(rewritten(input, format, fields));
    }
    return inputs;
  }

  /** DuckDB does not tell names apart that differ only in case. */
  private static void requireDistinct(List<Column> fields) {
    Set<String> names = new HashSet<>();
    for (Column field : fields) {
      if (!names.add(field.name().toLowerCase(Locale.ROOT))) {
        throw new ServiceException(
            ErrorCode.NOT_SUPPORTED,
            "inputSchema",
            "Input field \"%s\" differs from another one only in case; declare one of them."
                .formatted(field.name()));
      }
    }
  }

  private StagedInput rewritten(StagedInput input, InputFormat format, List<Column> fields)
      throws IOException {
    return switch (format) {
      case InputFormat.NdJson json -> input;
      case InputFormat.Csv csv ->
          new CsvStager(csv, fields, config.rowSizeBytesMax(), session::checkNotCanceled)
              .stage(input, folder.resolve("csv-" + rewrites++));
      case InputFormat.Regex regex ->
          new RegexStager(regex, fields, config.rowSizeBytesMax(), session::checkNotCanceled)
              .stage(input, folder.resolve("regex-" + rewrites++));
      case InputFormat.AvroOcf avro -> fromAvro(input, avro, fields);
      case InputFormat.Orc orc -> fromOrc(input, orc, fields);
      case InputFormat.Parquet parquet ->
          new StagedInput(input.file(), input.path(), input.bytes(), records -> records);
    };
  }

  private StagedInput fromAvro(StagedInput input, InputFormat.AvroOcf format, List<Column> fields)
      throws IOException {
    Path target = folder.resolve("avro-" + rewrites++);
    try {
      AvroFiles.writeAsJson(
          input.path(),
          format,
          fields.stream().map(Column::name).collect(Collectors.toSet()),
          target,
          session::checkNotCanceled);
    } catch (AvroFiles.DamagedException e) {
      throw new ServiceException(
          ErrorCode.CANNOT_PARSE_SOURCE,
          null,
          "File \"%s\" is not a whole Avro container file%s: its bytes are damaged, cut off or something else."
              .formatted(
                  input.file().name(),
                  format.readerSchema().isPresent()
                      ? " of records that fit \"schema\" of formatSettings"
                      : ""),
          e);
    }
    return new StagedInput(input.file(), target, input.bytes(), records -> records);
  }

  private StagedInput fromOrc(StagedInput input, InputFormat.Orc format, List<Column> fields)
      throws IOException {
    Path target = folder.resolve("orc-" + rewrites++);
    try {
      OrcFiles.writeAsJson(
          input.path(),
          format.binaryAsString(),
          fields.stream().map(Column::name).collect(Collectors.toSet()),
          target,
          session::checkNotCanceled);
    } catch (OrcFiles.DamagedException e) {
      throw new ServiceException(
          ErrorCode.CANNOT_PARSE_SOURCE,
          null,
          "File \"%s\" is not a whole ORC file: its bytes are damaged, cut off or something else."
              .formatted(input.file().name()),
          e);
    }
    return new StagedInput(input.file(), target, input.bytes(), records -> records);
  }

  /** How the engine reads staged files. Errors: {@code CANNOT_PARSE_SOURCE}. */
  RecordSource open(List<StagedInput> inputs, InputFormat format, List<Column> fields)
      throws SQLException {
    return switch (format) {
      case InputFormat.NdJson json -> named(inputs, fields);
      case InputFormat.AvroOcf avro -> named(inputs, fields);
      case InputFormat.Orc orc -> named(inputs, fields);
      case InputFormat.Regex regex -> lines(inputs, fields, CsvStager.keys(fields.size()), true);
      case InputFormat.Csv csv -> lines(inputs, fields, CsvStager.keys(fields.size()), true);
      case InputFormat.Parquet parquet ->
          ParquetSource.open(session, inputs, fields, parquet.binaryAsString());
    };
  }

  private NdJsonSource named(List<StagedInput> inputs, List<Column> fields) {
    return lines(inputs, fields, fields.stream().map(Column::name).toList(), false);
  }

  private NdJsonSource lines(
      List<StagedInput> inputs, List<Column> fields, List<String> keys, boolean jsonIsText) {
    return new NdJsonSource(
        fields,
        keys,
        jsonIsText,
        inputs.stream().map(StagedInput::path).toList(),
        readerRowBytesMax(inputs));
  }

  /**
   * The engine reads pieces of twice this size and fetches memory for each, so small files and
   * short records are read in smaller ones, which also keep all threads busy.
   */
  private long readerRowBytesMax(List<StagedInput> inputs) {
    long longest = LEAST_ROW_BYTES_MAX;
    for (StagedInput input : inputs) {
      longest = Math.max(longest, input.path().toFile().length());
    }
    long known =
        stream
            .map(rules -> Math.max(rules.rowBytesMax(), STREAM_ROW_BYTES_MAX))
            .orElse(config.rowSizeBytesMax());
    return Math.min(longest, known);
  }
}
