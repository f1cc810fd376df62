package dev.lodestar.audit;

import io.quarkus.hibernate.reactive.panache.PanacheQuery;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The rows of the audit log. */
@ApplicationScoped
class AuditStore implements PanacheRepositoryBase<AuditEntity, UUID> {
  @WithTransaction
  Uni<Void> add(AuditEntry entry) {
    return persist(AuditEntity.of(entry)).replaceWithVoid();
  }

  @WithSession
  Uni<AuditPage> page(AuditSelection selection) {
    List<String> conditions = new ArrayList<>();
    Map<String, Object> parameters = new HashMap<>();
    selection.from().ifPresent(from -> add(conditions, parameters, "happenedAt >= :", from));
    selection.to().ifPresent(to -> add(conditions, parameters, "happenedAt < :", to));
    selection.userId().ifPresent(id -> add(conditions, parameters, "userId = :", id));
    selection.action().ifPresent(name -> add(conditions, parameters, "action = :", name));
    String where = conditions.isEmpty() ? "1 = 1" : String.join(" and ", conditions);
    PanacheQuery<AuditEntity> found = find(where + " order by happenedAt desc, id", parameters);
    return count(where, parameters)
        .chain(
            count ->
                found
                    .range(selection.offset(), selection.offset() + selection.limit() - 1)
                    .list()
                    .map(
                        rows ->
                            new AuditPage(
                                rows.stream().map(AuditEntity::toEntry).toList(), count)));
  }

  private static void add(
      List<String> conditions, Map<String, Object> parameters, String condition, Object value) {
    String name = "p" + parameters.size();
    conditions.add(condition + name);
    parameters.put(name, value);
  }

  @WithTransaction
  Uni<Long> forget(Instant before) {
    return delete("happenedAt < ?1", before);
  }
}
