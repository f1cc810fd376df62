package dev.lodestar.events;

import dev.lodestar.connections.Connection;
import dev.lodestar.connections.ConnectionSpec;
import dev.lodestar.connections.ConnectionsService;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPInputStream;

/** Takes pushed events. Source: control-plane specification, 11. */
@ApplicationScoped
public class EventsService {
  /** How long a connection is taken to be there without asking again. */
  private static final Duration KNOWN_FOR = Duration.ofSeconds(2);

  private static final int CONNECTIONS_MAX = 1_024;

  private final ConnectionsService connections;
  private final EventLog log;
  private final EventsConfig config;
  private final Map<String, Known> known = new ConcurrentHashMap<>();

  EventsService(ConnectionsService connections, EventLog log, EventsConfig config) {
    this.connections = connections;
    this.log = log;
    this.config = config;
  }

  private record Known(String stream, long sinceNanos) {}

  /** The name of a connection's stream, which no other connection has, not even a later one. */
  public static String stream(Connection connection) {
    return "push/" + connection.id();
  }

  /**
   * Stores the events of one request; completes when they are there for good.
   *
   * <p>Errors: {@code NOT_FOUND}, {@code INVALID_ARGUMENT}, {@code PAYLOAD_TOO_LARGE}, {@code
   * TOO_MANY_REQUESTS}, {@code SERVICE_UNAVAILABLE}.
   *
   * @param packed whether the body is compressed with gzip
   */
  public Uni<Void> push(String connectionName, byte[] body, boolean packed) {
    return stream(connectionName)
        .chain(
            stream -> {
              byte[] lines = packed ? unpacked(body) : body;
              requireSize(lines.length);
              return isBlank(lines) ? Uni.createFrom().voidItem() : log.append(stream, lines);
            });
  }

  private Uni<String> stream(String name) {
    Known found = known.get(name);
    if (found != null && System.nanoTime() - found.sinceNanos() < KNOWN_FOR.toNanos()) {
      return Uni.createFrom().item(found.stream());
    }
    return connections
        .get(name)
        .map(
            connection -> {
              if (!(connection.spec() instanceof ConnectionSpec.PushStreaming)) {
                throw new ServiceException(
                    ErrorCode.INVALID_ARGUMENT,
                    name,
                    "Connection %s is of type %s; events are pushed to connections of type push_streaming."
                        .formatted(name, connection.spec().type().apiName()));
              }
              if (known.size() >= CONNECTIONS_MAX) {
                known.clear();
              }
              known.put(name, new Known(stream(connection), System.nanoTime()));
              return stream(connection);
            });
  }

  private void requireSize(long bytes) {
    long limit = config.bodySizeMax().asLongValue();
    if (bytes > limit) {
      throw new ServiceException(
          ErrorCode.PAYLOAD_TOO_LARGE,
          null,
          "The events of a request may have %d bytes, unpacked; send them in several requests."
              .formatted(limit));
    }
  }

  private byte[] unpacked(byte[] body) {
    requireSize(body.length);
    long limit = config.bodySizeMax().asLongValue();
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
      return in.readNBytes(Math.toIntExact(limit + 1));
    } catch (IOException e) {
      throw new ServiceException(
          ErrorCode.INVALID_ARGUMENT,
          null,
          "The body is not whole gzip data, as its Content-Encoding says.",
          e);
    }
  }

  private static boolean isBlank(byte[] body) {
    for (byte b : body) {
      if (b != ' ' && b != '\t' && b != '\r' && b != '\n') {
        return false;
      }
    }
    return true;
  }
}
