package dev.lodestar.auth;

import dev.lodestar.data.UserReference;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.util.Set;

/**
 * A principal where it calls: in a project, or in the organization.
 *
 * @param permissions what it may do there
 */
public record Caller(Principal principal, Set<Permission> permissions) {
  /** In the organization, and in every project if nothing is granted for single ones. */
  public static Caller everywhere(Principal principal) {
    return new Caller(principal, principal.grants().everywhere());
  }

  /**
   * In a project.
   *
   * @param names the id of the project and its alias
   */
  public static Caller in(Set<String> names, Principal principal) {
    return new Caller(principal, principal.grants().in(names));
  }

  public UserReference user() {
    return principal.user();
  }

  public boolean may(Permission permission) {
    return permissions.contains(permission);
  }

  /**
   * Errors: {@code ACCESS_DENIED}.
   *
   * @param deed what is refused, such as {@code Deleting data}
   */
  public void require(Permission permission, String deed) {
    if (!may(permission)) {
      throw new ServiceException(
          ErrorCode.ACCESS_DENIED,
          permission.apiName(),
          "%s needs the permission %s, which these credentials lack."
              .formatted(deed, permission.apiName()));
    }
  }

  /** Whether something that this user made belongs to the caller; to everybody, all does. */
  public boolean owns(UserReference owner) {
    return principal.equals(Principal.EVERYBODY) || owner.userId().equals(user().userId());
  }
}
