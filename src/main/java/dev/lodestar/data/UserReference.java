package dev.lodestar.data;

import java.util.Objects;

/** Who did something, as the API shows it. */
public record UserReference(String username, String userId) {
  public UserReference {
    Objects.requireNonNull(username, "username");
    Objects.requireNonNull(userId, "userId");
  }
}
