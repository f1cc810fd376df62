package dev.lodestar.engine.duckdb;

import dev.lodestar.data.Granularity;
import dev.lodestar.engine.IngestPlan;
import dev.lodestar.engine.QueryIngestPlan.External;
import dev.lodestar.engine.RowProblem;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Files that a query reads, open to be read again: to find where the trouble is.
 *
 * @param blank records that are all NULL: unreadable ones, and such without any declared field
 * @param unreadable records that are no rows
 */
record OpenedExternal(
    External external, RecordSource source, List<StagedInput> inputs, long blank, long unreadable) {
  private static final String ANY_TIME = "make_timestamp_ms(0)";

  OpenedExternal {
    inputs = List.copyOf(inputs);
  }

  /** The first records that could not be read, have no good time or lost a value. */
  List<RowProblem> sample(IngestSession session) throws SQLException, IOException {
    IngestPlan plan = external.records().orElseGet(this::readable);
    RowPipeline pipeline = new RowPipeline(plan, RowPipeline.valueTypes(plan, session));
    return new Diagnosis(
            session,
            plan,
            pipeline,
            source,
            inputs,
            blank > unreadable && faulty(pipeline, session))
        .sample(unreadable > 0);
  }

  /** A plan by which every record that can be read is good, but for fields that do not fit. */
  private IngestPlan readable() {
    return new IngestPlan(
        List.of(),
        external.format(),
        external.fields(),
        ANY_TIME,
        List.of(),
        Optional.empty(),
        Granularity.ALL,
        List.of(),
        0);
  }

  /** Whether a record without any declared field is one too many. */
  private boolean faulty(RowPipeline pipeline, IngestSession session) throws SQLException {
    return session.query(
        "SELECT %s FROM (%s)"
            .formatted(RowPipeline.STATUS, pipeline.rows(NullRows.of(external.fields(), 1))),
        rows -> {
          rows.next();
          String status = rows.getString(1);
          return status.equals(RowPipeline.NO_TIME) || status.equals(RowPipeline.OUT_OF_BOUNDS);
        });
  }
}
