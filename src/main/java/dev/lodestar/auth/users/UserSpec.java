package dev.lodestar.auth.users;

import dev.lodestar.auth.Grants;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What is said about a user.
 *
 * @param username an e-mail address in lower case; never changed
 * @param groups ids, each once
 * @param identities ids of providers that know the user
 */
public record UserSpec(
    String username,
    Optional<String> firstName,
    Optional<String> lastName,
    Standing standing,
    Grants grants,
    List<UUID> groups,
    List<String> identities) {
  public UserSpec {
    groups = groups.stream().distinct().toList();
    identities = List.copyOf(identities);
  }

  /**
   * Whether the user may come in.
   *
   * @param enabled whether tokens of this user are taken
   * @param actions what is left to do, for the provider to know
   */
  public record Standing(boolean enabled, boolean emailVerified, List<UserAction> actions) {
    public Standing {
      actions = List.copyOf(actions);
    }
  }

  UserSpec withGroups(List<UUID> others) {
    return new UserSpec(username, firstName, lastName, standing, grants, others, identities);
  }
}
