package dev.lodestar.auth.users;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** Who is in which group, within the transaction of {@link DirectoryStore}. */
@ApplicationScoped
class GroupMemberStore implements PanacheRepositoryBase<GroupMemberEntity, UUID> {
  /** The groups of each user who is in one. */
  Uni<Map<UUID, List<UUID>>> groups() {
    return list("order by groupId")
        .map(
            rows ->
                rows.stream()
                    .collect(
                        Collectors.groupingBy(
                            row -> row.userId,
                            Collectors.mapping(row -> row.groupId, Collectors.toList()))));
  }

  /** Puts users into the groups that they are in, and into no other. */
  Uni<Void> put(List<User> users) {
    List<GroupMemberEntity> rows =
        users.stream()
            .flatMap(
                user ->
                    user.spec().groups().stream()
                        .map(group -> GroupMemberEntity.of(group, user.id())))
            .toList();
    return delete("userId in ?1", users.stream().map(User::id).toList())
        .chain(() -> rows.isEmpty() ? Uni.createFrom().voidItem() : persist(rows))
        .chain(this::flush);
  }
}
