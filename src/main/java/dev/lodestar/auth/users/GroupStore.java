package dev.lodestar.auth.users;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Groups as rows, within the transaction of {@link DirectoryStore}. */
@ApplicationScoped
class GroupStore implements PanacheRepositoryBase<GroupEntity, UUID> {
  Uni<List<Group>> all() {
    return list("order by createdAt, id")
        .map(rows -> rows.stream().map(GroupEntity::toGroup).toList());
  }

  Uni<Void> put(Group group, Instant now) {
    return findById(group.id())
        .chain(
            row -> {
              if (row != null) {
                row.declared(group.spec());
                return flush();
              }
              GroupEntity made = new GroupEntity();
              made.id = group.id();
              made.createdAt = now;
              made.declared(group.spec());
              return persistAndFlush(made).replaceWithVoid();
            });
  }
}
