package dev.lodestar.auth;

import io.smallrye.mutiny.Uni;

/** What credentials turn out to be. */
public sealed interface Finding {
  /** They are right. */
  record Found(Principal principal) implements Finding {}

  /** They are nobody's. */
  record Unknown() implements Finding {}

  /** They are somebody's who may not use them; no guess. */
  record Refused(String message) implements Finding {}

  /** They were right once; no guess, and answered as Polaris' gateway does. */
  record Expired(String message) implements Finding {}

  /** Nobody can say at present. */
  record Unavailable(String message) implements Finding {}

  /** Somebody else has to be asked first, which takes a bounded time; not answered by another. */
  record Later(Uni<Finding> finding) implements Finding {}
}
