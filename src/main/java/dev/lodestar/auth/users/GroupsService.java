package dev.lodestar.auth.users;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;

/**
 * Makes, shows, changes and deletes groups and says who is in them. Source: control-plane
 * specification, 5.2.
 */
@ApplicationScoped
public class GroupsService {
  private final UserDirectory directory;
  private final UsersConfig config;

  GroupsService(UserDirectory directory, UsersConfig config) {
    this.directory = directory;
    this.config = config;
  }

  /** A group with the number of its members. */
  public record Shown(Group group, int userCount) {
    static Shown of(Directory directory, Group group) {
      return new Shown(group, directory.members(group.id()).size());
    }
  }

  /** The predefined ones first, then the others in the order in which they were made. */
  public List<Shown> list() {
    Directory now = directory.now();
    return now.groups().stream().map(group -> Shown.of(now, group)).toList();
  }

  /** Errors: {@code NOT_FOUND}. */
  public Shown get(String id) {
    Directory now = directory.now();
    return Shown.of(now, known(now, id));
  }

  /** Errors: {@code INVALID_ARGUMENT}, {@code ALREADY_EXISTS}. */
  public Uni<Shown> create(JsonNode body) {
    UUID id = UUID.randomUUID();
    return directory
        .change(
            before -> {
              Group group = new Group(id, GroupSpec.of(body), false);
              requireFreeName(before, group);
              requireRoom(before);
              return new Edit.PutGroup(group);
            })
        .map(after -> Shown.of(after, known(after, id.toString())));
  }

  private void requireRoom(Directory before) {
    int count = before.groups().size() - PredefinedGroup.values().length;
    if (count >= config.groupsMax()) {
      throw new ServiceException(
          ErrorCode.INVALID_ARGUMENT,
          null,
          "The organization has %d groups of its own, which is the most that it may have; delete one first."
              .formatted(count));
    }
  }

  private static void requireFreeName(Directory before, Group group) {
    if (before
        .groupNamed(group.spec().name())
        .filter(other -> !other.id().equals(group.id()))
        .isPresent()) {
      throw new ServiceException(
          ErrorCode.ALREADY_EXISTS,
          "name",
          "There is a group %s already.".formatted(group.spec().name()));
    }
  }

  /** Errors: {@code NOT_FOUND}, {@code INVALID_ARGUMENT}, {@code ALREADY_EXISTS}. */
  public Uni<Shown> replace(String id, JsonNode body) {
    return directory
        .change(
            before -> {
              Group group = new Group(changeable(before, id).id(), GroupSpec.of(body), false);
              requireFreeName(before, group);
              return new Edit.PutGroup(group);
            })
        .map(after -> Shown.of(after, known(after, id)));
  }

  /** The group as it was. Errors: {@code NOT_FOUND}, {@code INVALID_ARGUMENT}. */
  public Uni<Shown> delete(String id) {
    return Uni.createFrom()
        .item(() -> get(id))
        .call(() -> directory.change(before -> new Edit.RemoveGroup(changeable(before, id))));
  }

  /** As {@link UsersService#list}. Errors: {@code NOT_FOUND}, {@code INVALID_ARGUMENT}. */
  public UsersService.Page members(String id, Optional<String> search, int top, int skip) {
    UsersService.requirePage(top, skip);
    Directory now = directory.now();
    List<User> members = now.members(known(now, id).id());
    return UsersService.Page.of(now, UsersService.found(members, search), top, skip);
  }

  /** Who is in it already stays. Errors: {@code NOT_FOUND}, {@code INVALID_ARGUMENT}. */
  public Uni<Shown> add(String id, List<String> users) {
    return changeMembers(id, users, GroupsService::in);
  }

  /** Who is not in it is let be. Errors: {@code NOT_FOUND}, {@code INVALID_ARGUMENT}. */
  public Uni<Shown> remove(String id, List<String> users) {
    return changeMembers(id, users, (user, group) -> Directory.withoutGroup(user, group.id()));
  }

  private static User in(User user, Group group) {
    List<UUID> groups = new ArrayList<>(user.spec().groups());
    groups.add(group.id());
    return user.with(user.spec().withGroups(groups));
  }

  private Uni<Shown> changeMembers(
      String id, List<String> users, BiFunction<User, Group, User> change) {
    return directory
        .change(
            before -> {
              Group group = known(before, id);
              return new Edit.PutUsers(
                  users.stream()
                      .map(named -> user(before, named))
                      .distinct()
                      .map(user -> change.apply(user, group))
                      .toList());
            })
        .map(after -> Shown.of(after, known(after, id)));
  }

  /** By id or by name. */
  private static User user(Directory directory, String named) {
    return directory
        .user(named)
        .or(() -> directory.userNamed(named))
        .orElseThrow(
            () ->
                new ServiceException(
                    ErrorCode.INVALID_ARGUMENT,
                    named,
                    "There is no user %s; GET /v1/users lists them.".formatted(named)));
  }

  private static Group changeable(Directory directory, String id) {
    Group group = known(directory, id);
    if (group.readOnly()) {
      throw new ServiceException(
          ErrorCode.INVALID_ARGUMENT,
          id,
          "The group %s is predefined; it can be neither changed nor deleted."
              .formatted(group.spec().name()));
    }
    return group;
  }

  private static Group known(Directory directory, String id) {
    return directory
        .group(id)
        .orElseThrow(
            () ->
                new ServiceException(
                    ErrorCode.NOT_FOUND, id, "Group %s was not found.".formatted(id)));
  }
}
