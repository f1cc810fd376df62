package dev.lodestar.jobs;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Counts jobs. */
@ApplicationScoped
class JobCountStore {
  private static final String COUNTS = "select type, state, count(*) from job group by type, state";

  private static final String WAITING =
      "select count(*) from (select 1 from job where state = 'pending' limit :limit) waiting";

  /** Jobs of one type in one state. */
  record Count(String type, String state, long jobs) {}

  /** How many jobs wait for a slot, counted up to a limit. */
  @WithSession
  Uni<Long> waiting(int limit) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(WAITING, Long.class)
                    .setParameter("limit", limit)
                    .getSingleResult());
  }

  @WithSession
  Uni<List<Count>> counts() {
    return Panache.getSession()
        .chain(session -> session.createNativeQuery(COUNTS, Object[].class).getResultList())
        .map(
            rows ->
                rows.stream()
                    .map(
                        row ->
                            new Count(
                                (String) row[0], (String) row[1], ((Number) row[2]).longValue()))
                    .toList());
  }
}
