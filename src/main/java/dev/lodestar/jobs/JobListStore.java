package dev.lodestar.jobs;

import dev.lodestar.data.UserReference;
import dev.lodestar.data.UserStamp;
import dev.lodestar.reactive.Changes;
import dev.lodestar.reactive.EventLoop;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;

/** Pages of jobs. */
@ApplicationScoped
class JobListStore {
  private final JobStore jobs;
  private final EventLoop eventLoop;

  JobListStore(JobStore jobs, EventLoop eventLoop) {
    this.jobs = jobs;
    this.eventLoop = eventLoop;
  }

  /** What counts the changes of jobs. */
  Changes changes() {
    return jobs.changes();
  }

  /** As of now; callable from any thread. */
  Uni<JobPage> page(JobSelection selection) {
    return eventLoop.run(() -> Panache.withSession(() -> read(selection)));
  }

  private static Uni<JobPage> read(JobSelection selection) {
    return Panache.getSession()
        .chain(session -> query(session, selection).getResultList())
        .map(
            rows ->
                new JobPage(
                    rows.stream().limit(selection.limit()).map(JobListStore::job).toList(),
                    rows.size() > selection.limit()));
  }

  private static Mutiny.SelectionQuery<Object[]> query(
      Mutiny.Session session, JobSelection selection) {
    JobQuery query = JobQuery.of(selection);
    Mutiny.SelectionQuery<Object[]> rows = session.createQuery(query.text(), Object[].class);
    query.parameters().forEach(rows::setParameter);
    return rows;
  }

  private static ListedJob job(Object[] row) {
    UUID id = (UUID) row[0];
    return new ListedJob(
        id,
        JobType.ofApiName((String) row[1]),
        JobState.stored(id, (String) row[2], (Instant) row[3], (Instant) row[4]),
        ExecutionStatus.ofApiName((String) row[5], "desiredExecutionStatus"),
        (String) row[6],
        (String) row[7],
        (String) row[8],
        (String) row[9],
        new UserStamp(new UserReference((String) row[10], (String) row[11]), (Instant) row[12]),
        new UserStamp(new UserReference((String) row[13], (String) row[14]), (Instant) row[15]),
        new JobHealth(
            JobHealth.Status.ofApiName((String) row[16]).orElseThrow(),
            (String) row[17],
            (String) row[18]));
  }
}
