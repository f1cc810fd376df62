package dev.lodestar.query;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.hibernate.exception.ConstraintViolationException;

/** Asynchronous statements as rows; every move of a state is a compare-and-set. */
@ApplicationScoped
class StatementStore implements PanacheRepositoryBase<StatementEntity, UUID> {
  private static final String WAITING =
      "select id from sql_statement where state = 'ACCEPTED' order by created_at, id limit 1"
          + " for update skip locked";

  /**
   * Stores a new statement. Errors: {@code ALREADY_EXISTS} when its id is taken, {@code
   * TOO_MANY_REQUESTS} when too many wait.
   */
  @WithTransaction
  Uni<Void> insert(AsyncStatement statement, int waitingMax) {
    return count("state", new StatementState.Accepted().apiName())
        .chain(
            waiting -> {
              if (waiting >= waitingMax) {
                return Uni.createFrom().<StatementEntity>failure(() -> tooMany(waitingMax));
              }
              return persistAndFlush(StatementEntity.of(statement));
            })
        .onFailure(ConstraintViolationException.class)
        .transform(e -> taken(statement.queryId(), e))
        .replaceWithVoid();
  }

  private static ServiceException tooMany(int waitingMax) {
    return new ServiceException(
        ErrorCode.TOO_MANY_REQUESTS,
        null,
        "Too many statements wait (%d); try again in a moment.".formatted(waitingMax));
  }

  private static ServiceException taken(String queryId, Throwable cause) {
    return new ServiceException(
        ErrorCode.ALREADY_EXISTS,
        "context." + SqlRequest.QUERY_ID,
        "Statement %s already exists; send another sqlQueryId, or none.".formatted(queryId),
        cause);
  }

  @WithSession
  Uni<Optional<AsyncStatement>> named(String queryId) {
    return find("queryId", queryId)
        .firstResult()
        .map(entity -> Optional.ofNullable(entity).map(StatementEntity::toStatement));
  }

  /** Moves the statement that has waited longest to running; empty when none waits. */
  @WithTransaction
  Uni<Optional<AsyncStatement>> claimNext(Instant now) {
    return Panache.getSession()
        .chain(session -> session.createNativeQuery(WAITING, UUID.class).getSingleResultOrNull())
        .chain(
            id ->
                id == null
                    ? Uni.createFrom().item(Optional.<AsyncStatement>empty())
                    : findById(id)
                        .map(
                            entity -> {
                              move(entity, new StatementState.Accepted().start(now));
                              return Optional.of(entity.toStatement());
                            }));
  }

  /** Ends a statement that is still at this revision; says whether it was. */
  @WithTransaction
  Uni<Boolean> finish(AsyncStatement seen, StatementState end) {
    return findById(seen.id(), LockModeType.PESSIMISTIC_WRITE)
        .map(
            entity -> {
              if (entity == null || entity.revision != seen.revision()) {
                return false;
              }
              move(entity, end);
              return true;
            });
  }

  /** Lets a user move a statement; empty when there is none of this id, else what it was. */
  @WithTransaction
  Uni<Optional<AsyncStatement>> update(
      String queryId, Function<AsyncStatement, Optional<StatementState>> decision) {
    return find("queryId", queryId)
        .withLock(LockModeType.PESSIMISTIC_WRITE)
        .firstResult()
        .map(
            entity -> {
              if (entity == null) {
                return Optional.<AsyncStatement>empty();
              }
              AsyncStatement before = entity.toStatement();
              decision.apply(before).ifPresent(state -> move(entity, state));
              return Optional.of(before);
            });
  }

  /** Ends every statement that ran when the server stopped; says how many. */
  @WithTransaction
  Uni<Integer> failInterrupted(ServiceException fault, Instant now) {
    return find("state = ?1 order by id", "RUNNING")
        .withLock(LockModeType.PESSIMISTIC_WRITE)
        .list()
        .map(
            entities -> {
              for (StatementEntity entity : entities) {
                if (entity.state() instanceof StatementState.Running running) {
                  move(entity, running.fail(now, fault));
                }
              }
              return entities.size();
            });
  }

  /** The ids of the statements that have a result. */
  @WithSession
  Uni<List<UUID>> succeeded() {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createQuery(
                        "select id from StatementEntity where state = 'SUCCESS'", UUID.class)
                    .getResultList());
  }

  /** Forgets some statements that ended before this time, if there are any; answers their ids. */
  @WithTransaction
  Uni<List<UUID>> deleteEndedBefore(Instant time, int statementsMax) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createQuery("select id from StatementEntity where endedAt < :time", UUID.class)
                    .setParameter("time", time)
                    .setMaxResults(statementsMax)
                    .getResultList())
        .chain(
            ids ->
                ids.isEmpty()
                    ? Uni.createFrom().item(ids)
                    : delete("id in ?1", ids).replaceWith(ids));
  }

  private static void move(StatementEntity entity, StatementState state) {
    entity.state(state);
    entity.revision++;
  }
}
