package dev.lodestar.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lodestar.data.Checksum;
import dev.lodestar.data.Column;
import dev.lodestar.data.DataType;
import dev.lodestar.data.Granularity;
import dev.lodestar.data.Interval;
import dev.lodestar.data.TextLists;
import dev.lodestar.data.UserReference;
import dev.lodestar.data.UserStamp;
import dev.lodestar.reactive.EventLoop;
import dev.lodestar.tables.NewSegment;
import dev.lodestar.tables.SegmentReference;
import dev.lodestar.tables.TableSpec;
import dev.lodestar.tables.TablesService;
import dev.lodestar.tables.UnusedSegment;
import dev.lodestar.tables.UnusedSelection;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** What becomes of jobs whose server stopped, and of those whose server lost its database. */
@QuarkusTest
class JobRecoveryTest {
  private static final UserReference USER = new UserReference("somebody", "1");

  /** A job that fails, without a word in the server's log, when it runs again. */
  private static final String SPEC =
      """
      {"type": "delete_data", "deleteAll": true,
       "target": {"type": "table", "tableName": "recovered"}}""";

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Interval DAY =
      Granularity.DAY.chunkOf(Instant.parse("2026-01-05T10:00:00Z"));

  @Inject JobStore store;
  @Inject TablesService tables;
  @Inject EventLoop eventLoop;
  @Inject DataSource database;

  private static <T> T done(Uni<T> work) {
    return work.await().atMost(PATIENCE);
  }

  private UUID running(Instant since) {
    return running(since, 0);
  }

  private UUID running(Instant since, long revision) {
    UUID id = UUID.randomUUID();
    Job job =
        new Job(
            id,
            JobType.DELETE_DATA,
            new JobState.Pending().start(since),
            revision,
            ExecutionStatus.RUNNING,
            new JobDefinition(
                SPEC, null, null, null, null, "recovered", TableLock.SHARED, List.of(), List.of()),
            new UserStamp(USER, since),
            new UserStamp(USER, since),
            JobHealth.OK,
            Optional.empty());
    done(eventLoop.run(() -> store.insert(job, List.of(), () -> Uni.createFrom().voidItem())));
    return id;
  }

  private ExecutionStatus status(UUID job) {
    return done(eventLoop.run(() -> store.identified(job))).orElseThrow().state().status();
  }

  private List<String> codes(UUID job) {
    return done(eventLoop.run(() -> store.logs(job, 10))).stream().map(JobLogEntry::code).toList();
  }

  private UUID table() {
    TableSpec spec =
        TableSpec.createdByJob("recovered " + UUID.randomUUID(), Granularity.DAY, List.of());
    return done(eventLoop.run(() -> tables.create(spec, USER))).table().id();
  }

  /** A connection of a server that was killed, which the database has not noticed yet. */
  private Connection deadServer(String statement) throws SQLException {
    Connection connection = database.getConnection();
    connection.setAutoCommit(false);
    try (Statement change = connection.createStatement()) {
      change.executeUpdate(statement);
    }
    return connection;
  }

  private boolean somebodyWaits(Connection connection) throws SQLException {
    try (Statement question = connection.createStatement();
        ResultSet waiting =
            question.executeQuery("select count(*) from pg_locks where not granted")) {
      waiting.next();
      return waiting.getInt(1) > 0;
    }
  }

  @Test
  void leavesAJobEndedWhoseEndIsStillBeingCommitted() throws Exception {
    UUID job = running(Instant.now());
    UUID interrupted = running(Instant.now());
    try (Connection dead =
        deadServer(
            "update job set state = 'completed', completed_at = now(), revision = revision + 1"
                + " where id = '%s'".formatted(job))) {
      CompletableFuture<Integer> requeued =
          eventLoop.run(() -> store.requeueInterrupted(Instant.now())).subscribeAsCompletionStage();
      await().atMost(PATIENCE).until(() -> somebodyWaits(dead));

      dead.commit();

      assertThat(requeued.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isPositive();
    }
    assertThat(status(job)).isEqualTo(ExecutionStatus.COMPLETED);
    assertThat(codes(interrupted)).startsWith("job_restarted");
  }

  @Test
  void knowsTheSegmentsThatAreStillBeingCommitted() throws Exception {
    UUID table = table();
    UUID segment = UUID.randomUUID();
    String insert =
        """
        insert into segment (id, table_id, job_id, chunk_start_ms, chunk_end_ms, version,
          partition_number, row_count, size_bytes, min_time_ms, max_time_ms, columns, created_at,
          replaced_at)
        values ('%s', '%s', '%s', 0, 86400000, 'v', 0, 1, 1, 0, 0, '[]', now(), now())"""
            .formatted(segment, table, UUID.randomUUID());
    try (Connection dead = deadServer(insert)) {
      CompletableFuture<List<SegmentReference>> known =
          eventLoop.run(tables::referencedSegments).subscribeAsCompletionStage();
      await().atMost(PATIENCE).until(() -> somebodyWaits(dead));

      dead.commit();

      assertThat(known.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .contains(new SegmentReference(table, segment));
    }
  }

  @Test
  void runsJobsAgainThatNobodyCarriesOut() {
    Instant now = Instant.now();
    UUID lost = running(now.minusSeconds(61));
    UUID carriedOut = running(now.minusSeconds(61));
    UUID justClaimed = running(now);

    done(
        eventLoop.run(
            () -> store.requeueLost(Set.of(carriedOut), now.minusSeconds(60), Instant.now())));

    assertThat(codes(lost)).startsWith("job_restarted");
    assertThat(codes(carriedOut)).isEmpty();
    assertThat(status(carriedOut)).isEqualTo(ExecutionStatus.RUNNING);
    assertThat(codes(justClaimed)).isEmpty();
    assertThat(status(justClaimed)).isEqualTo(ExecutionStatus.RUNNING);
  }

  /** Runs a job again that ran before and was interrupted each time. */
  private JobHealth again(int runs) {
    Instant now = Instant.now();
    UUID job = running(now.minusSeconds(61), 2L * runs - 1);
    done(eventLoop.run(() -> store.requeueLost(Set.of(), now.minusSeconds(60), now)));
    await().atMost(PATIENCE).until(() -> status(job) == ExecutionStatus.FAILED);
    return done(eventLoop.run(() -> store.identified(job))).orElseThrow().health();
  }

  @Test
  void givesUpAJobThatTheServerNeverSurvives() {
    assertThat(again(10).message()).isEqualTo("Table recovered does not exist.");
    assertThat(again(11).message())
        .isEqualTo(
            "The server ended 11 times while the job ran, so it is not tried again; submit it anew"
                + " if something else was the reason.");
  }

  private void replace(UUID table, Instant now) {
    NewSegment segment =
        new NewSegment(
            UUID.randomUUID(),
            DAY,
            1,
            1,
            DAY.start(),
            DAY.start(),
            List.of(new Column(Column.TIME, DataType.TIMESTAMP)),
            TextLists.NONE,
            Set.of(),
            new Checksum(1));
    done(
        tables.changing(
            () ->
                eventLoop.run(
                    () ->
                        tables.commit(
                            table, UUID.randomUUID(), List.of(DAY), List.of(segment), now))));
  }

  @Test
  void foundsANewerVersionWithEachReplaceOfTheSameMillisecond() {
    UUID table = table();
    Instant whole = Instant.parse("2026-01-05T10:00:00Z");

    replace(table, whole);
    replace(table, whole);
    replace(table, whole.minusSeconds(5));
    replace(table, whole.plusMillis(7));
    replace(table, whole.plusMillis(8));

    UnusedSelection all = new UnusedSelection(Granularity.ETERNITY, 10, null, false);
    assertThat(done(eventLoop.run(() -> tables.unused(table.toString(), all))))
        .extracting(UnusedSegment::version)
        .containsExactly(
            "2026-01-05T10:00:00.000Z",
            "2026-01-05T10:00:00.001Z",
            "2026-01-05T10:00:00.002Z",
            "2026-01-05T10:00:00.007Z");
  }
}
