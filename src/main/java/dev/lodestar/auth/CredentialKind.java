package dev.lodestar.auth;

import java.util.Optional;

/** One way to say who calls. Found by {@link Authentication} as a bean. */
public interface CredentialKind {
  /** The scheme of the Authorization header, such as {@code Basic}; letter case does not matter. */
  String scheme();

  /**
   * Who shows these credentials; empty when they are wrong. Quick, since an event loop waits.
   *
   * @param credentials what stands after the scheme, without spaces around it
   */
  Optional<Principal> principal(String credentials);
}
