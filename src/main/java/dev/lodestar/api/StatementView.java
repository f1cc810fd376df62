package dev.lodestar.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lodestar.query.AsyncStatement;
import dev.lodestar.query.ResultPage;
import dev.lodestar.query.StatementColumn;
import dev.lodestar.query.StatementState;
import dev.lodestar.query.StatementsService;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An asynchronous statement as the API shows it.
 *
 * <p>Source: data-plane specification, 8.2.
 *
 * @param schema of the result; an INSERT or REPLACE has none
 * @param durationMs -1 while it is not over
 * @param result present once it has ended well
 * @param errorDetails present once it has failed
 * @param stages with {@code counters} and {@code warnings} only when details were asked for
 */
@Schema(name = "SqlStatement")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StatementView(
    @Schema(required = true) String queryId,
    @Schema(required = true, examples = "SUCCESS") String state,
    @Schema(required = true) Instant createdAt,
    @Nullable List<StatementColumn> schema,
    @Schema(required = true) long durationMs,
    @Nullable ResultView result,
    @Nullable SqlErrorBody errorDetails,
    @Nullable List<Map<String, Object>> stages,
    @Nullable Map<String, Object> counters,
    @Nullable List<Object> warnings) {

  /** What the result amounts to; times among the samples are milliseconds. */
  @Schema(name = "SqlStatementResult")
  public record ResultView(
      long numTotalRows,
      long totalSizeInBytes,
      String resultFormat,
      String dataSource,
      @Nullable List<List<@Nullable Object>> sampleRecords,
      List<ResultPage> pages) {}

  static StatementView of(StatementsService.Described described, boolean detail) {
    AsyncStatement statement = described.statement();
    StatementState state = statement.state();
    return new StatementView(
        statement.queryId(),
        state.apiName(),
        statement.submitted().time(),
        described.filledTable().isPresent() ? null : statement.schema(),
        state.duration().toMillis(),
        state instanceof StatementState.Succeeded succeeded ? result(described, succeeded) : null,
        state instanceof StatementState.Failed failed ? SqlErrorBody.of(failed.fault()) : null,
        detail ? List.of() : null,
        detail ? counters(state) : null,
        detail ? List.of() : null);
  }

  private static ResultView result(
      StatementsService.Described described, StatementState.Succeeded succeeded) {
    return new ResultView(
        succeeded.result().rowCount(),
        succeeded.result().sizeBytes(),
        ResultFormats.apiName(described.statement().request().resultFormat()),
        described.filledTable().orElse("__query_select"),
        described.filledTable().isPresent() ? null : described.sample(),
        succeeded.result().pages());
  }

  /** Druid's form: by stage, by worker; there is one of each. */
  private static Map<String, Object> counters(StatementState state) {
    if (!(state instanceof StatementState.Succeeded succeeded)) {
      return Map.of();
    }
    Map<String, Object> output =
        Map.of(
            "type",
            "channel",
            "rows",
            List.of(succeeded.result().rowCount()),
            "bytes",
            List.of(succeeded.result().sizeBytes()));
    return Map.of("0", Map.of("0", Map.of("output", output)));
  }
}
