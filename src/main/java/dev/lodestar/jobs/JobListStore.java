package dev.lodestar.jobs;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;

/** Pages of jobs: first which they are, from an index where one fits, then what they show. */
@ApplicationScoped
class JobListStore {
  private static final String ROWS = "from ListedJobEntity where id in :ids";

  @WithSession
  Uni<JobPage> page(JobSelection selection) {
    return Panache.getSession()
        .chain(
            session ->
                ids(session, selection)
                    .chain(
                        ids ->
                            rows(session, ids.stream().limit(selection.limit()).toList())
                                .map(rows -> new JobPage(rows, ids.size() > selection.limit()))));
  }

  // One row more than asked for tells whether there is another page.
  private static Uni<List<UUID>> ids(Mutiny.Session session, JobSelection selection) {
    JobQuery query = JobQuery.of(selection);
    Mutiny.SelectionQuery<UUID> ids = session.createQuery(query.text(), UUID.class);
    query.parameters().forEach(ids::setParameter);
    return ids.setFirstResult(selection.offset())
        .setMaxResults(selection.limit() + 1)
        .getResultList();
  }

  private static Uni<List<ListedJob>> rows(Mutiny.Session session, List<UUID> ids) {
    return ids.isEmpty()
        ? Uni.createFrom().item(List.of())
        : session
            .createQuery(ROWS, ListedJobEntity.class)
            .setParameter("ids", ids)
            .getResultList()
            .map(rows -> inOrder(ids, rows));
  }

  // A job that was purged in between is missing.
  private static List<ListedJob> inOrder(List<UUID> ids, List<ListedJobEntity> rows) {
    Map<UUID, ListedJobEntity> byId =
        rows.stream().collect(Collectors.toMap(row -> row.id, Function.identity()));
    return ids.stream()
        .map(byId::get)
        .filter(Objects::nonNull)
        .map(ListedJobEntity::toListedJob)
        .toList();
  }
}
