package dev.lodestar.jobs;

import dev.lodestar.data.UserStamp;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Streaming jobs as rows. Whoever runs one moves it; a user only says what is wanted of one that
 * runs, and moves one that does not.
 */
@ApplicationScoped
class StreamJobStore implements PanacheRepositoryBase<JobEntity, UUID> {
  private static final String UNFINISHED =
      "type = 'streaming' and state in ('pending', 'running', 'idle', 'suspended')";

  /** The streaming jobs that are not over, the oldest first. */
  @WithSession
  Uni<List<Job>> unfinished() {
    return list(UNFINISHED + " order by createdAt, id")
        .map(rows -> rows.stream().map(JobEntity::toJob).toList());
  }

  /** The same for one table; part of the caller's transaction, which holds the table. */
  Uni<List<Job>> unfinished(String tableName) {
    return list(UNFINISHED + " and targetTable = ?1 order by createdAt, id", tableName)
        .map(rows -> rows.stream().map(JobEntity::toJob).toList());
  }

  /**
   * Changes a job that is still at this revision, in one transaction with everything that goes with
   * it.
   *
   * @param effect runs only when nobody moved the job meanwhile
   * @return the job as it is then; empty when somebody has moved it
   */
  @WithTransaction
  Uni<Optional<Job>> change(Job seen, Supplier<Uni<StreamChange>> effect) {
    return findById(seen.id(), LockModeType.PESSIMISTIC_WRITE)
        .chain(
            entity -> {
              if (entity == null
                  || entity.revision != seen.revision()
                  || entity.state().status().isTerminal()) {
                return Uni.createFrom().item(Optional.<Job>empty());
              }
              return effect
                  .get()
                  .chain(
                      change -> {
                        change.next().ifPresent(next -> JobStore.move(entity, next));
                        change.health().ifPresent(entity::health);
                        change.totals().ifPresent(entity::totals);
                        return JobStore.addLogs(seen.id(), change.entries())
                            .replaceWith(Optional.of(entity.toJob()));
                      });
            });
  }

  /**
   * Lets a user say what a job shall do.
   *
   * @param decision what happens to the job as it is; it may throw
   */
  @WithTransaction
  Uni<Optional<Job>> desire(UUID id, UserStamp stamp, Function<Job, StreamMove> decision) {
    return findById(id, LockModeType.PESSIMISTIC_WRITE)
        .chain(
            entity ->
                entity == null
                    ? Uni.createFrom().item(Optional.<Job>empty())
                    : apply(entity, stamp, decision.apply(entity.toJob())).map(Optional::of));
  }

  /** Ends or stops jobs for another one; part of the caller's transaction. */
  Uni<Void> replace(List<Job> jobs, UserStamp stamp, Function<Job, StreamMove> decision) {
    Uni<Void> done = Uni.createFrom().voidItem();
    for (Job job : jobs) {
      done =
          done.chain(() -> findById(job.id(), LockModeType.PESSIMISTIC_WRITE))
              .chain(entity -> apply(entity, stamp, decision.apply(entity.toJob())))
              .replaceWithVoid();
    }
    return done;
  }

  private static Uni<Job> apply(JobEntity entity, UserStamp stamp, StreamMove move) {
    List<JobLogEntry> entries =
        switch (move) {
          case StreamMove.Stay stay -> List.of();
          case StreamMove.Ask ask -> {
            entity.desiredState = ask.desired().apiName();
            entity.modifiedBy(stamp);
            yield ask.entries();
          }
          case StreamMove.Go go -> {
            JobStore.move(entity, go.end().state());
            entity.desiredState = go.desired().apiName();
            entity.health(go.end().health());
            entity.modifiedBy(stamp);
            yield go.end().entries();
          }
        };
    return JobStore.addLogs(entity.id, entries)
        .chain(Panache::getSession)
        .map(session -> entity.toJob());
  }
}
