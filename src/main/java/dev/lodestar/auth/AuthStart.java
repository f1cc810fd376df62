package dev.lodestar.auth;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.reactive.EventLoop;
import dev.lodestar.storage.DataDirectory;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Brings the keys into memory before the server answers any request. */
@ApplicationScoped
class AuthStart {
  private static final Logger LOG = Logger.getLogger(AuthStart.class);
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final ApiKeyStore store;
  private final DigestKeyStore digestKeys;
  private final KeyRing ring;
  private final AuthConfig config;
  private final EventLoop eventLoop;
  private final Clock clock;

  AuthStart(
      ApiKeyStore store,
      DigestKeyStore digestKeys,
      KeyRing ring,
      AuthConfig config,
      EventLoop eventLoop,
      Clock clock) {
    this.store = store;
    this.digestKeys = digestKeys;
    this.ring = ring;
    this.config = config;
    this.eventLoop = eventLoop;
    this.clock = clock;
  }

  void onStart(
      @Observes StartupEvent start,
      @ConfigProperty(name = "lodestar.data-dir") Path dataDirectory,
      @ConfigProperty(name = "lodestar.admin-api-key") Optional<String> adminKey,
      @ConfigProperty(name = "quarkus.http.host") String host) {
    Instant now = clock.instant();
    KeyDigests digests =
        new KeyDigests(eventLoop.run(() -> digestKeys.open(now)).await().atMost(PATIENCE));
    KeyList list = eventLoop.run(store::all).await().atMost(PATIENCE);
    if (!config.enabled()) {
      requireLoopback(host);
      LOG.warnf(
          "Authentication is switched off: everybody who reaches %s is let in and may do everything.",
          host);
      ring.fill(list, Optional.empty(), digests);
      return;
    }
    DataDirectory directory = new DataDirectory(dataDirectory);
    ring.fill(list, Optional.of(AdminKey.load(adminKey, directory, digests, now)), digests);
    list.keys().stream()
        .filter(each -> !digests.knows(each.digest()))
        .forEach(each -> LOG.warnf("API key %s is void; make a new one.", each.key().id()));
  }

  /** Errors: {@code INVALID_ARGUMENT}. */
  static void requireLoopback(String host) {
    boolean isLoopback;
    try {
      isLoopback =
          Arrays.stream(InetAddress.getAllByName(host)).allMatch(InetAddress::isLoopbackAddress);
    } catch (UnknownHostException e) {
      isLoopback = false;
    }
    if (!isLoopback) {
      throw new ServiceException(
          ErrorCode.INVALID_ARGUMENT,
          "lodestar.auth.enabled",
          "A server without authentication must not be reached from outside, but QUARKUS_HTTP_HOST is %s; use 127.0.0.1 or leave LODESTAR_AUTH_ENABLED on."
              .formatted(host));
    }
  }
}
