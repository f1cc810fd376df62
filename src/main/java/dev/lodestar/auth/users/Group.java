package dev.lodestar.auth.users;

import java.util.UUID;

/**
 * A group of users.
 *
 * @param readOnly whether it is one of {@link PredefinedGroup}; users can be its members all the
 *     same
 */
public record Group(UUID id, GroupSpec spec, boolean readOnly) {}
