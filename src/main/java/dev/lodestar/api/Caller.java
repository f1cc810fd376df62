package dev.lodestar.api;

import dev.lodestar.data.UserReference;

/** Who calls. Until permissions exist, credentials of every form are accepted and not read. */
final class Caller {
  static final UserReference ANYBODY =
      new UserReference("anonymous", "00000000-0000-0000-0000-000000000000");

  private Caller() {}
}
