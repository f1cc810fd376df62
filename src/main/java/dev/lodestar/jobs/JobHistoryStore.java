package dev.lodestar.jobs;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;

/** The finished batch and SQL jobs; both conditions are those of an index. */
@ApplicationScoped
class JobHistoryStore {
  private static final String FINISHED =
      "type in ('batch', 'sql') and state in ('completed', 'failed', 'canceled')";

  private final JobStore jobs;

  JobHistoryStore(JobStore jobs) {
    this.jobs = jobs;
  }

  @WithSession
  Uni<Long> finished() {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery("select count(*) from job where " + FINISHED, Long.class)
                    .getSingleResult());
  }

  /** Deletes some jobs, the oldest first, with their logs; answers how many. */
  Uni<Integer> deleteEndedBefore(Instant time, int jobsMax) {
    return jobs.changes().during(() -> Panache.withTransaction(() -> delete(time, jobsMax)));
  }

  private static Uni<Integer> delete(Instant time, int jobsMax) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(
                        "delete from job where id in (select id from job where "
                            + FINISHED
                            + " and completed_at < :time order by completed_at limit :jobs)")
                    .setParameter("time", time)
                    .setParameter("jobs", jobsMax)
                    .executeUpdate());
  }
}
