package dev.lodestar.error;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong.
 *
 * @param code the fault by name
 * @param target the request member or object it is about, such as {@code mappings[2].columnName}
 * @param message one sentence: object, rule, remedy; no row contents, no secrets
 */
public record Problem(ErrorCode code, @Nullable String target, String message) {
  public Problem {
    Objects.requireNonNull(code, "code");
    Objects.requireNonNull(message, "message");
  }
}
