package dev.lodestar.auth.users;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lodestar.auth.Grants;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes, shows, changes and deletes users. Source: control-plane specification, 5.2. */
@ApplicationScoped
public class UsersService {
  private final UserDirectory directory;
  private final UsersConfig config;
  private final Clock clock;

  UsersService(UserDirectory directory, UsersConfig config, Clock clock) {
    this.directory = directory;
    this.config = config;
    this.clock = clock;
  }

  /** A user with the groups that the user is in. */
  public record Shown(User user, List<Group> groups) {
    public Shown {
      groups = List.copyOf(groups);
    }

    static Shown of(Directory directory, User user) {
      return new Shown(user, directory.groupsOf(user));
    }
  }

  /**
   * Some of the users that were asked for.
   *
   * @param count of all of them
   */
  public record Page(List<Shown> users, int count) {
    public Page {
      users = List.copyOf(users);
    }

    static Page of(Directory directory, List<User> found, int top, int skip) {
      return new Page(
          found.stream().skip(skip).limit(top).map(user -> Shown.of(directory, user)).toList(),
          found.size());
    }
  }

  /**
   * By their names.
   *
   * <p>Errors: {@code INVALID_ARGUMENT}.
   *
   * @param search a part of an address or a name, in whatever letter case
   * @param top 1 to 100
   */
  public Page list(Optional<String> search, int top, int skip) {
    requirePage(top, skip);
    Directory now = directory.now();
    return Page.of(now, found(now.users(), search), top, skip);
  }

  static List<User> found(List<User> users, Optional<String> search) {
    String part = search.orElse("").strip().toLowerCase(Locale.ROOT);
    return users.stream()
        .filter(user -> part.isEmpty() || names(user).anyMatch(name -> name.contains(part)))
        .sorted((a, b) -> a.spec().username().compareTo(b.spec().username()))
        .toList();
  }

  private static Stream<String> names(User user) {
    return Stream.of(
            Optional.of(user.spec().username()), user.spec().firstName(), user.spec().lastName())
        .flatMap(Optional::stream)
        .map(name -> name.toLowerCase(Locale.ROOT));
  }

  static void requirePage(int top, int skip) {
    if (top < 1 || top > 100) {
      throw invalid("top", "top must be 1 to 100.");
    }
    if (skip < 0) {
      throw invalid("skip", "skip must be 0 or more.");
    }
  }

  /** Errors: {@code NOT_FOUND}. */
  public Shown get(String id) {
    Directory now = directory.now();
    return Shown.of(now, known(now, id));
  }

  /** The user's own permissions and those of the user's groups. Errors: {@code NOT_FOUND}. */
  public Grants effective(String id) {
    Directory now = directory.now();
    return now.effective(known(now, id));
  }

  /**
   * Errors: {@code INVALID_ARGUMENT}, {@code ALREADY_EXISTS}.
   *
   * @param skipInvite whether the user has nothing to do before coming in; nobody is written to in
   *     either case
   */
  public Uni<Shown> create(JsonNode body, boolean skipInvite) {
    UUID id = UUID.randomUUID();
    return directory
        .change(
            before -> {
              UserSpec spec = new UserSpecReader(before).created(body, skipInvite);
              if (before.userNamed(spec.username()).isPresent()) {
                throw new ServiceException(
                    ErrorCode.ALREADY_EXISTS,
                    "username",
                    "There is a user %s already.".formatted(spec.username()));
              }
              requireRoom(before.users().size());
              return new Edit.PutUsers(List.of(new User(id, spec, clock.instant())));
            })
        .map(after -> Shown.of(after, known(after, id.toString())));
  }

  private void requireRoom(int count) {
    if (count >= config.max()) {
      throw invalid(
          null,
          "The organization has %d users, which is the most that it may have; delete one first."
              .formatted(count));
    }
  }

  /** Errors: {@code NOT_FOUND}, {@code INVALID_ARGUMENT}. */
  public Uni<Shown> replace(String id, JsonNode body) {
    return directory
        .change(
            before -> {
              User user = known(before, id);
              return new Edit.PutUsers(
                  List.of(user.with(new UserSpecReader(before).replaced(body, user.spec()))));
            })
        .map(after -> Shown.of(after, known(after, id)));
  }

  /** The user as it was. Errors: {@code NOT_FOUND}. */
  public Uni<Shown> delete(String id) {
    return Uni.createFrom()
        .item(() -> get(id))
        .call(() -> directory.change(before -> new Edit.RemoveUser(known(before, id))));
  }

  private static User known(Directory directory, String id) {
    return directory
        .user(id)
        .orElseThrow(
            () ->
                new ServiceException(
                    ErrorCode.NOT_FOUND, id, "User %s was not found.".formatted(id)));
  }

  private static ServiceException invalid(@Nullable String target, String message) {
    return new ServiceException(ErrorCode.INVALID_ARGUMENT, target, message);
  }
}
