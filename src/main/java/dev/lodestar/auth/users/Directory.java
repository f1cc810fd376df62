package dev.lodestar.auth.users;

import dev.lodestar.auth.Grants;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All users and groups at one moment. */
final class Directory {
  private final long revision;
  private final Map<UUID, User> users;
  private final Map<String, User> byUsername;
  private final Map<UUID, Group> groups;

  /**
   * @param revision grows with each change
   * @param users in the order in which they were made
   * @param groups likewise, without the predefined ones
   */
  Directory(long revision, List<User> users, List<Group> groups) {
    this.revision = revision;
    this.users = byId(users.stream(), User::id);
    this.byUsername =
        users.stream().collect(Collectors.toMap(user -> user.spec().username(), user -> user));
    this.groups =
        byId(
            Stream.concat(
                Stream.of(PredefinedGroup.values()).map(PredefinedGroup::group), groups.stream()),
            Group::id);
  }

  private static <T> Map<UUID, T> byId(Stream<T> all, Function<T, UUID> id) {
    Map<UUID, T> map = new LinkedHashMap<>();
    all.forEach(each -> map.put(id.apply(each), each));
    return map;
  }

  long revision() {
    return revision;
  }

  List<User> users() {
    return List.copyOf(users.values());
  }

  /** The predefined ones first. */
  List<Group> groups() {
    return List.copyOf(groups.values());
  }

  Optional<User> user(String id) {
    return Optional.ofNullable(users.get(uuid(id)));
  }

  Optional<User> userNamed(String username) {
    return Optional.ofNullable(byUsername.get(username.toLowerCase(Locale.ROOT)));
  }

  Optional<Group> group(String id) {
    return Optional.ofNullable(groups.get(uuid(id)));
  }

  /** Letter case does not matter. */
  Optional<Group> groupNamed(String name) {
    return groups.values().stream()
        .filter(group -> group.spec().name().equalsIgnoreCase(name))
        .findFirst();
  }

  /** The nil id for what is none: nothing has it. */
  private static UUID uuid(String id) {
    try {
      UUID uuid = UUID.fromString(id);
      return uuid.toString().equalsIgnoreCase(id) ? uuid : new UUID(0, 0);
    } catch (IllegalArgumentException e) {
      return new UUID(0, 0);
    }
  }

  List<User> members(UUID group) {
    return users.values().stream().filter(user -> user.spec().groups().contains(group)).toList();
  }

  List<Group> groupsOf(User user) {
    return user.spec().groups().stream().map(groups::get).toList();
  }

  /** The user's own permissions and those of the user's groups. */
  Grants effective(User user) {
    return groupsOf(user).stream()
        .map(group -> group.spec().grants())
        .reduce(user.spec().grants(), Grants::and);
  }

  /** As it is after a change. */
  Directory after(long next, Edit edit) {
    Map<UUID, User> people = new LinkedHashMap<>(users);
    Map<UUID, Group> more = new LinkedHashMap<>(groups);
    switch (edit) {
      case Edit.PutUsers put -> put.users().forEach(user -> people.put(user.id(), user));
      case Edit.RemoveUser remove -> people.remove(remove.user().id());
      case Edit.PutGroup put -> more.put(put.group().id(), put.group());
      case Edit.RemoveGroup remove -> {
        UUID gone = remove.group().id();
        more.remove(gone);
        people.replaceAll((id, user) -> withoutGroup(user, gone));
      }
    }
    return new Directory(
        next,
        List.copyOf(people.values()),
        more.values().stream().filter(group -> !group.readOnly()).toList());
  }

  static User withoutGroup(User user, UUID group) {
    List<UUID> left = new ArrayList<>(user.spec().groups());
    return left.remove(group) ? user.with(user.spec().withGroups(left)) : user;
  }
}
