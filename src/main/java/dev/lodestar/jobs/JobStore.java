package dev.lodestar.jobs;

import dev.lodestar.connections.ConnectionUse;
import dev.lodestar.data.UserStamp;
import dev.lodestar.reactive.Changes;
import dev.lodestar.tables.TableUse;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Jobs and their logs as rows; every move of a state is a compare-and-set. */
@ApplicationScoped
class JobStore implements PanacheRepositoryBase<JobEntity, UUID>, TableUse, ConnectionUse {
  /** Two claims at once would not see each other's job. */
  private static final String CLAIM_LOCK =
      "select 1 from (select pg_advisory_xact_lock(1819239279)) as held";

  /**
   * The first job that no other keeps from its table: one that runs, or one that came before and
   * waits. Jobs that only append keep nobody; streaming ones run elsewhere; jobs that take rows
   * away keep those that append, and each other where their times meet.
   */
  private static final String WAITING =
      """
      select j.id from job j where j.state = 'pending' and j.type <> 'streaming'
        and not exists (select 1 from job r where r.state = 'running' and r.type <> 'streaming'
          and r.target_table = j.target_table and (r.replaces or j.replaces) and %1$s)
        and not exists (select 1 from job r where r.state = 'pending' and r.replaces
          and r.target_table = j.target_table and (r.created_at, r.id) < (j.created_at, j.id)
          and %1$s)
        and (not j.replaces or not exists (select 1 from job r where r.state = 'pending'
          and r.type <> 'streaming'
          and r.target_table = j.target_table and (r.created_at, r.id) < (j.created_at, j.id)
          and %1$s))
      order by j.created_at, j.id limit 1 for update of j skip locked"""
          .formatted(
              "(r.exclusive_start_ms is null or j.exclusive_start_ms is null"
                  + " or r.exclusive_start_ms < j.exclusive_end_ms"
                  + " and j.exclusive_start_ms < r.exclusive_end_ms)");

  private static final String ANY_WAITS =
      "select exists (select 1 from job where state = 'pending' and type <> 'streaming')";

  private static final String UNFINISHED_READERS =
      """
      select id from job where state in ('pending', 'running', 'idle', 'suspended')
        and jsonb_exists(cast(read_tables as jsonb), :table) order by created_at, id""";

  private static final String UNFINISHED_USERS =
      """
      select id from job where state in ('pending', 'running', 'idle', 'suspended')
        and connection_names <> '[]' and jsonb_exists(cast(connection_names as jsonb), :name)
        order by created_at, id""";

  private static final String UNFINISHED_WRITERS =
      "select id from JobEntity where targetTable = :table"
          + " and state in ('pending', 'running', 'idle', 'suspended') order by createdAt, id";

  private static final String UNFINISHED_TAKERS =
      "select count(*) from JobEntity where targetTable = :table and replaces = true"
          + " and state in ('pending', 'running', 'idle', 'suspended')";

  private static final String SUMMARIES =
      "select id, type, state, targetTable, createdAt, startedAt, completedAt, healthMessage"
          + " from JobEntity order by createdAt desc, id";

  private final Changes changes = new Changes();

  /** What counts the changes of jobs. */
  Changes changes() {
    return changes;
  }

  private <T> Uni<T> changing(Supplier<Uni<T>> transaction) {
    return changes.during(() -> Panache.withTransaction(transaction));
  }

  /** Stores a new job after its preparation, both in one transaction. */
  Uni<Void> insert(Job job, List<JobLogEntry> entries, Supplier<Uni<?>> preparation) {
    return changing(
        () ->
            preparation
                .get()
                .chain(() -> persistAndFlush(JobEntity.of(job)))
                .chain(() -> addLogs(job.id(), entries)));
  }

  @WithSession
  Uni<Optional<Job>> identified(UUID id) {
    return findById(id).map(entity -> Optional.ofNullable(entity).map(JobEntity::toJob));
  }

  /** Those of these ids that there are. */
  @WithSession
  Uni<Map<UUID, Job>> identified(Set<UUID> ids) {
    return list("id in ?1", ids)
        .map(
            entities ->
                entities.stream()
                    .map(JobEntity::toJob)
                    .collect(Collectors.toMap(Job::id, Function.identity())));
  }

  /** All jobs, the newest first. */
  @WithSession
  Uni<List<JobSummary>> summaries() {
    return Panache.getSession()
        .chain(session -> session.createQuery(SUMMARIES, Object[].class).getResultList())
        .map(
            rows ->
                rows.stream()
                    .map(
                        row ->
                            new JobSummary(
                                (UUID) row[0],
                                JobType.ofApiName((String) row[1]),
                                ExecutionStatus.ofApiName((String) row[2], "executionStatus"),
                                (String) row[3],
                                (Instant) row[4],
                                (Instant) row[5],
                                (Instant) row[6],
                                (String) row[7]))
                    .toList());
  }

  @WithSession
  Uni<List<JobLogEntry>> logs(UUID id, int entriesMax) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createQuery(
                        "from JobLogEntity where jobId = :id order by id", JobLogEntity.class)
                    .setParameter("id", id)
                    .setMaxResults(entriesMax)
                    .getResultList())
        .map(rows -> rows.stream().map(JobLogEntity::toEntry).toList());
  }

  /**
   * Moves the job that has waited longest and may run to running; empty when there is none.
   *
   * <p>As long as no job waits nothing counts as changed: lists stay remembered.
   */
  Uni<Optional<Job>> claimNext(Instant now) {
    return Panache.withSession(JobStore::anyWaits)
        .chain(any -> any ? claim(now) : Uni.createFrom().item(Optional.empty()));
  }

  private static Uni<Boolean> anyWaits() {
    return Panache.getSession()
        .chain(session -> session.createNativeQuery(ANY_WAITS, Boolean.class).getSingleResult());
  }

  private Uni<Optional<Job>> claim(Instant now) {
    return changing(
        () ->
            Panache.getSession()
                .chain(
                    session ->
                        session.createNativeQuery(CLAIM_LOCK, Integer.class).getSingleResult())
                .chain(held -> Panache.getSession())
                .chain(
                    session ->
                        session.createNativeQuery(WAITING, UUID.class).getSingleResultOrNull())
                .chain(
                    id ->
                        id == null
                            ? Uni.createFrom().item(Optional.<Job>empty())
                            : findById(id)
                                .chain(
                                    entity -> {
                                      move(entity, new JobState.Pending().start(now));
                                      JobLogEntry entry =
                                          JobLogEntry.ok(
                                              now, "job_running", "The job started to run.");
                                      return addLogs(id, List.of(entry))
                                          .replaceWith(Optional.of(entity.toJob()));
                                    })));
  }

  /**
   * Puts every job that was running when the server stopped back into the queue. A job whose end
   * the database still commits is waited for and stays ended.
   */
  Uni<Integer> requeueInterrupted(Instant now) {
    return requeue(
        entity -> true,
        now,
        "The server stopped while the job ran; nothing of it was visible, and it runs again from"
            + " the start.");
  }

  /**
   * Puts the jobs back into the queue that were claimed before some time and that nobody carries
   * out.
   */
  Uni<Integer> requeueLost(Set<UUID> carriedOut, Instant claimedBefore, Instant now) {
    return requeue(
        entity ->
            !carriedOut.contains(entity.id)
                && entity.startedAt != null
                && entity.startedAt.isBefore(claimedBefore),
        now,
        "The database was away while the job ran; nothing of it was visible, and it runs again"
            + " from the start.");
  }

  private Uni<Integer> requeue(Predicate<JobEntity> isMeant, Instant now, String reason) {
    return changing(
        () ->
            find(
                    "state = ?1 and type <> ?2 order by id",
                    ExecutionStatus.RUNNING.apiName(),
                    JobType.STREAMING.apiName())
                .withLock(LockModeType.PESSIMISTIC_WRITE)
                .list()
                .map(running -> running.stream().filter(isMeant).toList())
                .chain(
                    entities -> {
                      Uni<Void> done = Uni.createFrom().voidItem();
                      for (JobEntity entity : entities) {
                        move(entity, new JobState.Pending());
                        JobLogEntry entry = JobLogEntry.ok(now, "job_restarted", reason);
                        done = done.chain(() -> addLogs(entity.id, List.of(entry)));
                      }
                      return done.replaceWith(entities.size());
                    }));
  }

  /**
   * Ends a job that is still at this revision, with everything that its end changes, in one
   * transaction.
   *
   * @param effect makes visible what the job did and says how it ends; it runs only when the move
   *     is won
   * @return whether the move was won; a user may have canceled the job meanwhile
   */
  Uni<Boolean> finish(Job seen, Supplier<Uni<JobEnd>> effect) {
    return changing(
        () ->
            findById(seen.id(), LockModeType.PESSIMISTIC_WRITE)
                .chain(
                    entity -> {
                      if (entity == null || entity.revision != seen.revision()) {
                        return Uni.createFrom().item(false);
                      }
                      return effect
                          .get()
                          .chain(
                              end -> {
                                move(entity, end.state());
                                entity.health(end.health());
                                end.totals().ifPresent(entity::totals);
                                return addLogs(seen.id(), end.entries()).replaceWith(true);
                              });
                    }));
  }

  /**
   * Lets a user move a job.
   *
   * @param decision from the job as it is to its new state, or empty to leave it; it may throw
   */
  Uni<Optional<Job>> update(UUID id, UserStamp stamp, Function<Job, Optional<JobEnd>> decision) {
    return changing(
        () ->
            findById(id, LockModeType.PESSIMISTIC_WRITE)
                .chain(
                    entity -> {
                      if (entity == null) {
                        return Uni.createFrom().item(Optional.<Job>empty());
                      }
                      Optional<JobEnd> end = decision.apply(entity.toJob());
                      if (end.isEmpty()) {
                        return Uni.createFrom().item(Optional.of(entity.toJob()));
                      }
                      move(entity, end.get().state());
                      entity.desiredState = end.get().state().status().apiName();
                      entity.health(end.get().health());
                      entity.modifiedBy(stamp);
                      return addLogs(id, end.get().entries())
                          .replaceWith(Optional.of(entity.toJob()));
                    }));
  }

  @Override
  @WithSession
  public Uni<List<UUID>> writers(String tableName) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createQuery(UNFINISHED_WRITERS, UUID.class)
                    .setParameter("table", tableName)
                    .getResultList());
  }

  @Override
  @WithSession
  public Uni<List<UUID>> readers(String tableName) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(UNFINISHED_READERS, UUID.class)
                    .setParameter("table", tableName)
                    .getResultList());
  }

  @Override
  @WithSession
  public Uni<Boolean> isTaken(String tableName) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createQuery(UNFINISHED_TAKERS, Long.class)
                    .setParameter("table", tableName)
                    .getSingleResult())
        .map(takers -> takers > 0);
  }

  @Override
  @WithSession
  public Uni<List<UUID>> users(String connectionName) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(UNFINISHED_USERS, UUID.class)
                    .setParameter("name", connectionName)
                    .getResultList());
  }

  static void move(JobEntity entity, JobState state) {
    entity.state(state);
    entity.revision++;
  }

  static Uni<Void> addLogs(UUID jobId, List<JobLogEntry> entries) {
    List<JobLogEntity> rows = entries.stream().map(entry -> JobLogEntity.of(jobId, entry)).toList();
    return Panache.getSession()
        .chain(session -> session.persistAll(rows.toArray()))
        .chain(() -> Panache.getSession())
        .chain(session -> session.flush());
  }
}
