package dev.lodestar.connectors;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What stands in the way to a system, in sentences that say what to mend. */
final class ConnectionFault {
  private static final int CAUSES_MAX = 20;

  private ConnectionFault() {}

  /** A fault of the user's connection or of the system behind it. */
  static ServiceException of(String connection, String sentence, @Nullable Throwable cause) {
    return new ServiceException(
        ErrorCode.COULD_NOT_CONNECT_TO_SOURCE,
        connection,
        "Connection %s does not work: %s".formatted(connection, sentence),
        cause);
  }

  /**
   * The fault of the network or of TLS that is among the causes, if one is.
   *
   * @param member the member that holds the address
   */
  static Optional<String> network(Throwable failure, String address, String member) {
    // The JDK's HTTP client tells an unknown host as the cause of a refused connection.
    boolean isUnknown =
        causes(failure)
            .anyMatch(
                cause ->
                    cause instanceof UnknownHostException
                        || cause instanceof UnresolvedAddressException);
    return isUnknown
        ? Optional.of("the host of %s is unknown; check \"%s\".".formatted(address, member))
        : causes(failure)
            .map(cause -> sentence(cause, address))
            .flatMap(Optional::stream)
            .findFirst();
  }

  private static Optional<String> sentence(Throwable cause, String address) {
    return switch (cause) {
      case SocketTimeoutException late -> Optional.of(timedOut(address));
      case HttpTimeoutException late -> Optional.of(timedOut(address));
      case TimeoutException late -> Optional.of(timedOut(address));
      case ConnectException refused ->
          Optional.of(
              "%s refuses to be connected; check the port and that the system runs."
                  .formatted(address));
      case NoRouteToHostException none ->
          Optional.of(
              "there is no way to %s; check the network and its firewalls.".formatted(address));
      case SSLException tls ->
          Optional.of(
              "%s and this server cannot agree on TLS: its certificate is not trusted, or it does not speak TLS there."
                  .formatted(address));
      default -> Optional.empty();
    };
  }

  static String timedOut(String address) {
    return "%s does not answer in time; check the address, the network and its firewalls."
        .formatted(address);
  }

  /** A failure and its causes, the outermost first. */
  static Stream<Throwable> causes(Throwable failure) {
    return Stream.iterate(failure, cause -> cause != null, Throwable::getCause).limit(CAUSES_MAX);
  }
}
