package dev.lodestar.auth.users;

import dev.lodestar.data.UserReference;
import java.time.Instant;
import java.util.UUID;

/** A person of the organization, known by an e-mail address. */
public record User(UUID id, UserSpec spec, Instant createdAt) {
  public UserReference asUser() {
    return new UserReference(spec.username(), id.toString());
  }

  User with(UserSpec after) {
    return new User(id, after, createdAt);
  }
}
