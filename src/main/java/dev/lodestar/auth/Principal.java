package dev.lodestar.auth;

import dev.lodestar.data.UserReference;

/**
 * Who has shown credentials, and what that one was granted.
 *
 * @param user as the API names it in createdBy and its like
 */
public record Principal(UserReference user, Grants grants) {
  /** Whoever asks for what needs no credentials. */
  public static final Principal NOBODY =
      new Principal(
          new UserReference("anonymous", "00000000-0000-0000-0000-000000000000"), Grants.NONE);

  /** Whoever calls a server that lets everybody in. */
  public static final Principal EVERYBODY =
      new Principal(
          new UserReference("anonymous", "00000000-0000-0000-0000-000000000000"), Grants.ALL);
}
