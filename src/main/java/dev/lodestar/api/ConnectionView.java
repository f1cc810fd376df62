package dev.lodestar.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.lodestar.connections.Connection;
import dev.lodestar.connections.ConnectionSpec;
import dev.lodestar.connections.ConnectionType;
import dev.lodestar.data.UserReference;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A connection as the API answers it: what was declared, without what is secret, and who did so.
 *
 * <p>Source: control-plane specification, 7.1 to 7.3.
 *
 * @param endpointUrl where to push events, for a connection of that type
 */
@Schema(
    name = "Connection",
    allOf = {ConnectionSpec.class, ConnectionView.Stamps.class})
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ConnectionView(
    @JsonUnwrapped ConnectionSpec spec, @Nullable URI endpointUrl, @JsonUnwrapped Stamps stamps) {

  /** Who made a connection and who changed it last. */
  @Schema(name = "ConnectionStamps")
  public record Stamps(
      @Schema(readOnly = true) UserReference submittedByUser,
      @Schema(readOnly = true) Instant submittedOnTimestamp,
      @Schema(readOnly = true) UserReference modifiedByUser,
      @Schema(readOnly = true) Instant modifiedOnTimestamp) {}

  /** All connections. */
  @Schema(name = "ConnectionList")
  public record All(List<ConnectionView> values) {
    public All {
      values = List.copyOf(values);
    }
  }

  /** Nothing, as an object. */
  @Schema(name = "ConnectionDone")
  public record Done() {}

  /** What a user of AWS puts into the trust policy of a role. */
  @Schema(name = "ConnectionsMeta")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Meta(String externalId, @Nullable String implyArn) {}

  /**
   * @param base of the server, as the client reached it
   */
  static ConnectionView of(Connection connection, URI base, UUID projectId) {
    return new ConnectionView(
        connection.spec(),
        connection.spec().type() == ConnectionType.PUSH_STREAMING
            ? base.resolve("/v1/projects/%s/events/%s".formatted(projectId, connection.name()))
            : null,
        new Stamps(
            connection.submitted().user(),
            connection.submitted().time(),
            connection.modified().user(),
            connection.modified().time()));
  }
}
