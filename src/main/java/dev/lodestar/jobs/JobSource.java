package dev.lodestar.jobs;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.lodestar.connections.ConnectionType;
import dev.lodestar.connectors.ObjectSelection;
import dev.lodestar.connectors.ObjectUris;
import dev.lodestar.data.Column;
import dev.lodestar.data.Interval;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.DiscriminatorMapping;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Where the records of a job come from.
 *
 * <p>Source: control-plane specification, 8.3.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = JobSource.Uploaded.class, name = "uploaded"),
  @JsonSubTypes.Type(value = JobSource.Inline.class, name = "inline"),
  @JsonSubTypes.Type(value = JobSource.Table.class, name = "table"),
  @JsonSubTypes.Type(value = JobSource.S3.class, name = "s3"),
  @JsonSubTypes.Type(value = JobSource.Azure.class, name = "azure"),
  @JsonSubTypes.Type(value = JobSource.Connection.class, name = "connection")
})
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
    description = "Where the records of a job come from.",
    type = SchemaType.OBJECT,
    oneOf = {
      JobSource.Uploaded.class,
      JobSource.Inline.class,
      JobSource.Table.class,
      JobSource.S3.class,
      JobSource.Azure.class,
      JobSource.Connection.class
    },
    discriminatorProperty = "type",
    discriminatorMapping = {
      @DiscriminatorMapping(value = "uploaded", schema = JobSource.Uploaded.class),
      @DiscriminatorMapping(value = "inline", schema = JobSource.Inline.class),
      @DiscriminatorMapping(value = "table", schema = JobSource.Table.class),
      @DiscriminatorMapping(value = "s3", schema = JobSource.S3.class),
      @DiscriminatorMapping(value = "azure", schema = JobSource.Azure.class),
      @DiscriminatorMapping(value = "connection", schema = JobSource.Connection.class)
    })
public sealed interface JobSource {
  /** The fields that expressions may use, with the types that values are cast to. */
  List<Column> inputSchema();

  @Nullable FormatSettings formatSettings();

  /** The connection or table that is read, if one is. */
  default @Nullable String sourceName() {
    return null;
  }

  /** The name of the variant in the API. */
  String typeName();

  /**
   * Files put there by the Files API.
   *
   * @param fileList names, all of one format
   */
  @Schema(name = "UploadedJobSource")
  record Uploaded(
      @Schema(required = true, examples = "[\"sales.json.gz\"]") List<String> fileList,
      @Schema(required = true) List<Column> inputSchema,
      @Nullable FormatSettings formatSettings)
      implements JobSource {
    public Uploaded {
      if (fileList == null
          || fileList.isEmpty()
          || fileList.stream().anyMatch(name -> name == null || name.isEmpty())) {
        throw invalid("source.fileList", "An uploaded source needs file names in \"fileList\".");
      }
      fileList = List.copyOf(fileList);
      inputSchema = requireSchema(inputSchema);
    }

    @Override
    public String typeName() {
      return "uploaded";
    }
  }

  /** Records within the request itself. */
  @Schema(name = "InlineJobSource")
  record Inline(
      @Schema(required = true) String data,
      @Schema(required = true) List<Column> inputSchema,
      @Nullable FormatSettings formatSettings)
      implements JobSource {
    public Inline {
      if (data == null) {
        throw invalid("source.data", "An inline source needs its records in \"data\".");
      }
      inputSchema = requireSchema(inputSchema);
    }

    @Override
    public String typeName() {
      return "inline";
    }
  }

  /**
   * The rows of a table, as they are when the job starts.
   *
   * @param interval only rows of this time; all when absent
   */
  @Schema(name = "TableJobSource")
  record Table(
      @Schema(required = true, examples = "sales") String tableName, @Nullable String interval)
      implements JobSource {
    /** What the API calls all time. */
    private static final Interval ALL_TIME =
        new Interval(Instant.parse("-1000-01-01T00:00:00Z"), Instant.parse("5000-01-01T00:00:00Z"));

    public Table {
      if (tableName == null || tableName.isEmpty()) {
        throw invalid("source.tableName", "A table source needs its \"tableName\".");
      }
      if (interval != null) {
        Interval.parse(interval, "source.interval");
      }
    }

    /** The times of the rows to read; empty for all. */
    Optional<Interval> times() {
      return Optional.ofNullable(interval)
          .map(text -> Interval.parse(text, "source.interval"))
          .filter(times -> !times.covers(ALL_TIME));
    }

    @Override
    public String sourceName() {
      return tableName;
    }

    @Override
    @JsonIgnore
    public List<Column> inputSchema() {
      return List.of();
    }

    @Override
    @JsonIgnore
    public @Nullable FormatSettings formatSettings() {
      return null;
    }

    @Override
    public String typeName() {
      return "table";
    }
  }

  /** A stream of records; only streaming jobs read one. */
  @Schema(name = "ConnectionJobSource")
  record Connection(
      @Schema(required = true, examples = "orders-kafka") String connectionName,
      @Nullable List<Column> inputSchema,
      @Nullable FormatSettings formatSettings)
      implements JobSource {
    public Connection {
      if (connectionName == null || connectionName.isEmpty()) {
        throw invalid("source.connectionName", "A connection source needs its \"connectionName\".");
      }
      inputSchema =
          inputSchema == null || inputSchema.isEmpty() ? List.of() : requireSchema(inputSchema);
    }

    @Override
    public List<Column> inputSchema() {
      return java.util.Objects.requireNonNull(inputSchema);
    }

    @Override
    public String sourceName() {
      return connectionName;
    }

    @Override
    public String typeName() {
      return "connection";
    }
  }

  /**
   * Objects of a store outside, chosen by exactly one of {@code uris, prefixes, objects} and {@code
   * pattern}.
   */
  sealed interface Objects extends JobSource permits S3, Azure {
    String connectionName();

    ConnectionType connectionType();

    ObjectSelection selection();

    @Override
    default String sourceName() {
      return connectionName();
    }

    @Override
    default String typeName() {
      return connectionType().apiName();
    }
  }

  /** Objects of Amazon S3 or of a store with its protocol. */
  @Schema(name = "S3JobSource")
  record S3(
      @Schema(required = true) String connectionName,
      @Schema(examples = "[\"s3://archive/2026/a.json\"]") @Nullable List<String> uris,
      @Schema(examples = "[\"2026/\"]") @Nullable List<String> prefixes,
      @Schema(examples = "[\"2026/a.json\"]") @Nullable List<String> objects,
      @Schema(examples = "2026/*.json") @Nullable String pattern,
      @Schema(required = true) List<Column> inputSchema,
      @Nullable FormatSettings formatSettings)
      implements Objects {
    public S3 {
      ObjectChoice choice =
          ObjectChoice.of(connectionName, uris, prefixes, objects, pattern, ObjectUris.ofS3());
      uris = choice.uris();
      prefixes = choice.prefixes();
      objects = choice.objects();
      inputSchema = requireSchema(inputSchema);
    }

    @Override
    public ConnectionType connectionType() {
      return ConnectionType.S3;
    }

    @Override
    public ObjectSelection selection() {
      return new ObjectChoice(uris, prefixes, objects, pattern).selection();
    }
  }

  /** Blobs of Azure Blob Storage. */
  @Schema(name = "AzureJobSource")
  record Azure(
      @Schema(required = true) String connectionName,
      @Schema(examples = "[\"azure://archive/2026/a.json\"]") @Nullable List<String> uris,
      @Schema(examples = "[\"2026/\"]") @Nullable List<String> prefixes,
      @Schema(examples = "[\"2026/a.json\"]") @Nullable List<String> objects,
      @Schema(examples = "2026/*.json") @Nullable String pattern,
      @Schema(required = true) List<Column> inputSchema,
      @Nullable FormatSettings formatSettings)
      implements Objects {
    public Azure {
      ObjectChoice choice =
          ObjectChoice.of(connectionName, uris, prefixes, objects, pattern, ObjectUris.ofAzure());
      uris = choice.uris();
      prefixes = choice.prefixes();
      objects = choice.objects();
      inputSchema = requireSchema(inputSchema);
    }

    @Override
    public ConnectionType connectionType() {
      return ConnectionType.AZURE;
    }

    @Override
    public ObjectSelection selection() {
      return new ObjectChoice(uris, prefixes, objects, pattern).selection();
    }
  }

  private static List<Column> requireSchema(@Nullable List<Column> schema) {
    if (schema == null || schema.isEmpty() || schema.stream().anyMatch(field -> field == null)) {
      throw invalid(
          "source.inputSchema", "A source needs its fields in \"inputSchema\": name and dataType.");
    }
    return List.copyOf(schema);
  }

  private static ServiceException invalid(String target, String message) {
    return new ServiceException(ErrorCode.INVALID_ARGUMENT, target, message);
  }
}
