package dev.lodestar.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the list of jobs knows of a request. */
final class SpecFacts {
  private static final int INLINE_DATA_MAX = 1_000;

  private SpecFacts() {}

  static JobType type(JobSpec spec) {
    return switch (spec) {
      case BatchSpec batch -> JobType.BATCH;
      case StreamingSpec stream -> JobType.STREAMING;
      case SqlSpec query -> JobType.SQL;
      case DeleteDataSpec delete -> JobType.DELETE_DATA;
      case DropTableSpec drop -> JobType.DROP_TABLE;
      case RestoreDataSpec restore -> JobType.RESTORE_DATA;
    };
  }

  static @Nullable String sourceType(JobSpec spec) {
    return switch (spec) {
      case BatchSpec batch -> batch.source().typeName();
      case StreamingSpec stream -> stream.source().typeName();
      case SqlSpec query -> null;
      case ChangeSpec change -> null;
    };
  }

  /** The connection or table that is read, if one is. */
  static @Nullable String sourceName(JobSpec spec) {
    return switch (spec) {
      case BatchSpec batch -> batch.source().sourceName();
      case StreamingSpec stream -> stream.source().sourceName();
      case SqlSpec query -> null;
      case ChangeSpec change -> null;
    };
  }

  /** Lists show the beginning of the data; the database's text holds no NUL. */
  static @Nullable String inlineData(JobSpec spec) {
    if (!(spec instanceof BatchSpec batch && batch.source() instanceof JobSource.Inline inline)) {
      return null;
    }
    String data = inline.data();
    int cut = Math.min(data.length(), INLINE_DATA_MAX);
    boolean splits = cut < data.length() && Character.isHighSurrogate(data.charAt(cut - 1));
    return data.substring(0, splits ? cut - 1 : cut).replace("\0", "");
  }

  /** The connections of a job's source: where its records are, and where their schemas are. */
  static List<String> connectionNames(JsonNode request) {
    return request.path("source").findValuesAsText("connectionName").stream().distinct().toList();
  }
}
