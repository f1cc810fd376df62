package dev.lodestar.auth.users;

import dev.lodestar.auth.AuthListStore;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Users and groups as rows. Each change locks the list of both, so that changes have an order. */
@ApplicationScoped
class DirectoryStore implements PanacheRepositoryBase<UserEntity, UUID> {
  private static final String LIST = "users";

  private final AuthListStore lists;
  private final GroupStore groups;
  private final GroupMemberStore members;

  DirectoryStore(AuthListStore lists, GroupStore groups, GroupMemberStore members) {
    this.lists = lists;
    this.groups = groups;
    this.members = members;
  }

  @WithSession
  Uni<Directory> all() {
    return lists.revision(LIST).chain(this::read);
  }

  /**
   * Stores what is planned.
   *
   * @param plan from what is there, while nobody else changes it; it may throw
   * @return what is there after it
   */
  @WithTransaction
  Uni<Directory> change(Instant now, Function<Directory, Edit> plan) {
    return lists
        .lock(LIST)
        .chain(
            revision ->
                read(revision)
                    .chain(
                        before -> {
                          Edit edit = plan.apply(before);
                          return store(edit, now).replaceWith(() -> before.after(revision, edit));
                        }));
  }

  private Uni<Directory> read(long revision) {
    return list("order by createdAt, id")
        .chain(
            rows ->
                members
                    .groups()
                    .map(
                        byUser ->
                            rows.stream()
                                .map(row -> row.toUser(byUser.getOrDefault(row.id, List.of())))
                                .toList()))
        .chain(users -> groups.all().map(all -> new Directory(revision, users, all)));
  }

  private Uni<?> store(Edit edit, Instant now) {
    return switch (edit) {
      case Edit.PutUsers put -> put(put.users());
      case Edit.RemoveUser remove ->
          members
              .delete("userId", remove.user().id())
              .chain(() -> delete("id", remove.user().id()));
      case Edit.PutGroup put -> groups.put(put.group(), now);
      case Edit.RemoveGroup remove ->
          members
              .delete("groupId", remove.group().id())
              .chain(() -> groups.delete("id", remove.group().id()));
    };
  }

  private Uni<Void> put(List<User> users) {
    return list("id in ?1", users.stream().map(User::id).toList())
        .chain(
            rows -> {
              Map<UUID, UserEntity> known =
                  rows.stream().collect(Collectors.toMap(row -> row.id, row -> row));
              List<UserEntity> made =
                  users.stream()
                      .filter(user -> !known.containsKey(user.id()))
                      .map(UserEntity::of)
                      .toList();
              users.stream()
                  .filter(user -> known.containsKey(user.id()))
                  .forEach(user -> known.get(user.id()).declared(user.spec()));
              // Panache fails for none.
              return made.isEmpty() ? Uni.createFrom().voidItem() : persist(made);
            })
        .chain(this::flush)
        .chain(() -> members.put(users));
  }
}
