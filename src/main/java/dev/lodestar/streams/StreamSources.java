package dev.lodestar.streams;

import dev.lodestar.connections.Connection;
import dev.lodestar.connections.ConnectionSpec;
import dev.lodestar.connections.ConnectionsService;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.events.EventLog;
import dev.lodestar.events.EventsService;
import dev.lodestar.jobs.JobSource;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Finds the stream that a job's connection leads to. */
@ApplicationScoped
class StreamSources {
  private static final String NAME = "source.connectionName";

  private final ConnectionsService connections;
  private final KafkaSources kafka;
  private final KinesisSources kinesis;
  private final EventLog events;
  private final Registries registries;

  StreamSources(
      ConnectionsService connections,
      KafkaSources kafka,
      KinesisSources kinesis,
      EventLog events,
      Registries registries) {
    this.connections = connections;
    this.kafka = kafka;
    this.kinesis = kinesis;
    this.registries = registries;
    this.events = events;
  }

  /** Errors: {@code INVALID_ARGUMENT} for a connection that a job cannot read that way. */
  Uni<Void> requireReadable(JobSource.Connection source) {
    return connection(source)
        .invoke(found -> require(found, source))
        .chain(() -> registries.require(source.formatSettings()));
  }

  private Uni<Connection> connection(JobSource.Connection source) {
    return connections
        .get(source.connectionName())
        .onFailure(StreamSources::isMissing)
        .transform(
            missing ->
                invalid(
                    NAME,
                    "Connection %s does not exist; create it first."
                        .formatted(source.connectionName())));
  }

  private static boolean isMissing(Throwable failure) {
    return failure instanceof ServiceException fault && fault.code() == ErrorCode.NOT_FOUND;
  }

  private static void require(Connection connection, JobSource.Connection source) {
    StreamPairing.require(source.formatSettings(), connection);
    switch (connection.spec()) {
      case ConnectionSpec.Topics topics -> {}
      case ConnectionSpec.PushStreaming push -> {}
      case ConnectionSpec.Kinesis kinesis -> {}
      case ConnectionSpec.Azure azure -> throw unfit(connection);
      case ConnectionSpec.S3 s3 -> throw unfit(connection);
      case ConnectionSpec.SchemaRegistry registry -> throw unfit(connection);
    }
  }

  private static ServiceException unfit(Connection connection) {
    return invalid(
        NAME,
        "Connection %s is of type %s, which is no stream; a streaming job reads kafka, confluent, kinesis or push_streaming."
            .formatted(connection.name(), connection.spec().type().apiName()));
  }

  /** A source that is not open yet. Errors: {@code INVALID_ARGUMENT}. */
  Uni<StreamSource> source(JobSource.Connection source) {
    return connection(source)
        .chain(
            found -> {
              require(found, source);
              return switch (found.spec()) {
                case ConnectionSpec.Topics topics -> kafka.source(topics);
                case ConnectionSpec.PushStreaming push ->
                    Uni.createFrom()
                        .item(() -> new PushSource(events, EventsService.stream(found)));
                case ConnectionSpec.Kinesis shards -> kinesis.source(shards);
                case ConnectionSpec.Azure other -> throw unfit(found);
                case ConnectionSpec.S3 other -> throw unfit(found);
                case ConnectionSpec.SchemaRegistry other -> throw unfit(found);
              };
            });
  }

  private static ServiceException invalid(String target, String message) {
    return new ServiceException(ErrorCode.INVALID_ARGUMENT, target, message);
  }
}
