package dev.lodestar.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lodestar.auth.users.Group;
import dev.lodestar.auth.users.User;
import dev.lodestar.auth.users.UserAction;
import dev.lodestar.auth.users.UsersService;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A user as the API shows one.
 *
 * <p>Source: control-plane specification, 5.2.
 *
 * @param permissions the user's own; those of the groups come on top
 */
@Schema(name = "User")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record UserView(
    @Schema(readOnly = true) UUID id,
    @Schema(required = true, examples = "ann@example.org") String username,
    @Schema(readOnly = true) String email,
    @Nullable String firstName,
    @Nullable String lastName,
    boolean enabled,
    boolean emailVerified,
    List<PermissionView> permissions,
    List<InGroup> groups,
    List<Identity> identities,
    List<UserAction> actions,
    @Schema(readOnly = true) Instant createdOn) {
  public UserView {
    permissions = List.copyOf(permissions);
    groups = List.copyOf(groups);
    identities = List.copyOf(identities);
    actions = List.copyOf(actions);
  }

  /** A group that the user is in. */
  @Schema(name = "GroupOfUser")
  public record InGroup(@Schema(required = true) UUID id, String name, boolean readOnly) {
    static InGroup of(Group group) {
      return new InGroup(group.id(), group.spec().name(), group.readOnly());
    }
  }

  /** A provider that knows the user. */
  @Schema(name = "Identity")
  public record Identity(@Schema(required = true) String providerId) {}

  /**
   * Some users.
   *
   * @param count of all that were asked for, on whatever page
   */
  @Schema(name = "Users")
  public record Page(List<UserView> values, int count) {
    public Page {
      values = List.copyOf(values);
    }

    static Page of(UsersService.Page page) {
      return new Page(page.users().stream().map(UserView::of).toList(), page.count());
    }
  }

  static UserView of(UsersService.Shown shown) {
    User user = shown.user();
    return new UserView(
        user.id(),
        user.spec().username(),
        user.spec().username(),
        user.spec().firstName().orElse(null),
        user.spec().lastName().orElse(null),
        user.spec().standing().enabled(),
        user.spec().standing().emailVerified(),
        PermissionView.of(user.spec().grants()),
        shown.groups().stream().map(InGroup::of).toList(),
        user.spec().identities().stream().map(Identity::new).toList(),
        user.spec().standing().actions(),
        user.createdAt());
  }
}
