package dev.lodestar.auth;

import dev.lodestar.data.UserReference;
import dev.lodestar.data.UserStamp;
import java.util.UUID;

/**
 * An API key without its text.
 *
 * @param redacted the beginning and the end of the text
 */
public record ApiKey(
    UUID id, ApiKeySpec spec, String redacted, UserStamp created, UserStamp modified) {
  /** Source: control-plane specification, 2. */
  public UserReference asUser() {
    return new UserReference("api-key-" + spec.name(), id.toString());
  }

  Principal principal() {
    return new Principal(asUser(), spec.grants());
  }
}
