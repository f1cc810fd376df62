package dev.lodestar.auth.token;

import java.time.Duration;

/** What a client gets that asks for a token. Source: RFC 6749, 5. */
public sealed interface TokenAnswer {
  /**
   * A token.
   *
   * @param scope what it is narrowed to; empty if to nothing
   */
  record Issued(String token, Duration lifetime, String scope) implements TokenAnswer {
    /** A record would print the token. */
    @Override
    public String toString() {
      return "token ***";
    }
  }

  /**
   * None.
   *
   * @param error the word of the RFC
   * @param description one sentence for people
   */
  record Refused(String error, String description) implements TokenAnswer {}

  /** None, and no further try before this time. */
  record Slowed(Duration pause) implements TokenAnswer {}
}
