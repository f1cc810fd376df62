package dev.lodestar.data;

import java.time.Instant;
import java.util.Objects;

/** Who did something, and when. */
public record UserStamp(UserReference user, Instant time) {
  public UserStamp {
    Objects.requireNonNull(user, "user");
    Objects.requireNonNull(time, "time");
  }
}
