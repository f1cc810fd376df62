package dev.lodestar.auth;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The one place that decides whether credentials are right. Never waits.
 *
 * <p>Wrong guesses slow an address down; right credentials are let in from there all the same,
 * since many clients may share an address.
 */
@ApplicationScoped
public class Authentication {
  private static final String REALM = "/auth/realms/{org}";

  /** Templates of the paths that need no credentials, as a request writes them. */
  public static final Set<String> OPEN_PATHS =
      Set.of(
          "/status/health",
          REALM + "/protocol/openid-connect/token",
          REALM + "/protocol/openid-connect/certs",
          REALM + "/.well-known/openid-configuration");

  private static final Pattern OPEN =
      Pattern.compile(
          OPEN_PATHS.stream()
              .map(path -> path.replace(".", "\\.").replace("{org}", "[^/]+"))
              .collect(Collectors.joining("|")));

  private final Map<String, CredentialKind> kinds = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final AuthConfig config;
  private final FailedAttempts failures;

  Authentication(Instance<CredentialKind> kinds, AuthConfig config, Clock clock) {
    kinds.forEach(kind -> this.kinds.put(kind.scheme(), kind));
    this.config = config;
    this.failures = new FailedAttempts(config.failuresMax(), config.failuresWindow(), clock);
  }

  /** What becomes of a request. */
  public sealed interface Outcome {
    /** It goes on. */
    record Accepted(Principal principal) implements Outcome {}

    /** It is refused, with a sentence that says why. */
    record Refused(String message) implements Outcome {}

    /** Its token has run out. */
    record Expired(String message) implements Outcome {}

    /** Nobody can say at present who calls. */
    record Unavailable(String message) implements Outcome {}

    /** The outcome is known after a bounded time, and is not this one again. */
    record Later(Uni<Outcome> outcome) implements Outcome {}

    /** Its address has guessed too often. */
    record Slowed(Duration pause) implements Outcome {}
  }

  /** Whether everybody may ask for this path, as a request writes it. */
  public static boolean isOpen(String rawPath) {
    return OPEN.matcher(rawPath).matches();
  }

  /**
   * Looks at what a request shows.
   *
   * @param headers the values of all Authorization headers
   * @param address of the client; asked for after failures only
   */
  public Outcome check(List<String> headers, Supplier<String> address) {
    if (!config.enabled()) {
      return new Outcome.Accepted(Principal.EVERYBODY);
    }
    if (headers.size() != 1) {
      return new Outcome.Refused(
          headers.isEmpty()
              ? "The request has no credentials; send an API key in the header Authorization: Basic."
              : "The request has several Authorization headers; send one.");
    }
    String header = headers.getFirst().strip();
    int space = header.indexOf(' ');
    CredentialKind kind = kinds.get(space < 0 ? header : header.substring(0, space));
    String credentials = space < 0 ? "" : header.substring(space).strip();
    if (kind == null || credentials.isEmpty()) {
      return new Outcome.Refused(
          "The Authorization header holds no credentials of a kind that is known here: %s."
              .formatted(String.join(", ", kinds.keySet())));
    }
    return outcome(kind.find(credentials), credentials, address);
  }

  private Outcome outcome(Finding finding, String credentials, Supplier<String> address) {
    return switch (finding) {
      case Finding.Found found -> new Outcome.Accepted(found.principal());
      case Finding.Unknown unknown -> failed(credentials, address.get());
      case Finding.Refused refused -> new Outcome.Refused(refused.message());
      case Finding.Expired expired -> new Outcome.Expired(expired.message());
      case Finding.Unavailable unavailable -> new Outcome.Unavailable(unavailable.message());
      case Finding.Later later ->
          new Outcome.Later(later.finding().map(each -> outcome(each, credentials, address)));
    };
  }

  /**
   * Notes credentials that turned out wrong somewhere else than in a header.
   *
   * @return how long the address has to wait; empty while it may go on
   */
  public Optional<Duration> guessed(String credentials, String address) {
    return failures.note(address, digest(credentials));
  }

  private Outcome failed(String credentials, String address) {
    return guessed(credentials, address)
        .<Outcome>map(Outcome.Slowed::new)
        .orElseGet(() -> new Outcome.Refused("The credentials are unknown, or were revoked."));
  }

  private static long digest(String credentials) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return ByteBuffer.wrap(digest.digest(credentials.getBytes(StandardCharsets.UTF_8))).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("a JDK without SHA-256", e);
    }
  }
}
