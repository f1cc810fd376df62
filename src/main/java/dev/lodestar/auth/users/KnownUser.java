package dev.lodestar.auth.users;

import dev.lodestar.auth.Grants;
import dev.lodestar.data.UserReference;

/**
 * A user as the check of credentials sees one.
 *
 * @param effective the user's own permissions and those of the user's groups
 */
public record KnownUser(UserReference user, boolean enabled, Grants effective) {}
