package dev.lodestar.connectors;

import com.azure.storage.blob.models.ListBlobsOptions;
import dev.lodestar.connections.ConnectionSpec;
import dev.lodestar.error.ServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Contacts the system of a connection as a job would: with the same clients and credentials.
 *
 * <p>Blocking; made for a worker.
 */
final class SystemCheck {
  private final ClientSettings settings;

  SystemCheck(ClientSettings settings) {
    this.settings = settings;
  }

  /** Errors: {@code COULD_NOT_CONNECT_TO_SOURCE} with what to mend, {@code SERVICE_UNAVAILABLE}. */
  void run(ConnectionSpec connection) throws InterruptedException {
    switch (connection) {
      case ConnectionSpec.Topics kafka -> new KafkaTopics(kafka, settings).find();
      case ConnectionSpec.S3 s3 -> list(s3);
      case ConnectionSpec.Azure azure -> list(azure);
      case ConnectionSpec.SchemaRegistry registry -> subjects(registry);
      case ConnectionSpec.Kinesis kinesis -> describe(kinesis);
      case ConnectionSpec.PushStreaming ours -> {}
    }
  }

  private void list(ConnectionSpec.S3 s3) {
    try (S3Clients.Bucket bucket = S3Clients.open(s3, settings)) {
      bucket
          .client()
          .listObjectsV2(list -> list.bucket(s3.bucket()).prefix(s3.prefix()).maxKeys(1));
    } catch (SdkException e) {
      throw new AwsFaults(s3.name(), s3.awsEndpoint(), "bucket " + s3.bucket()).explain(e);
    }
  }

  private void list(ConnectionSpec.Azure azure) {
    ListBlobsOptions first =
        new ListBlobsOptions().setPrefix(azure.prefix()).setMaxResultsPerPage(1);
    try {
      BlobContainers.open(azure, settings)
          .listBlobsByHierarchy("/", first, settings.timeout())
          .streamByPage(1)
          .limit(1)
          .forEach(page -> {});
    } catch (ServiceException e) {
      throw e;
    } catch (RuntimeException e) {
      throw BlobContainers.explain(azure, BlobContainers.endpoint(azure, settings), e);
    }
  }

  private void subjects(ConnectionSpec.SchemaRegistry registry) throws InterruptedException {
    try (SchemaRegistries client = SchemaRegistries.open(registry, settings)) {
      if (client.get("/subjects").isEmpty()) {
        throw ConnectionFault.of(
            registry.name(),
            "there are no subjects at its address; check \"urls\" and that it is a schema registry.",
            null);
      }
    }
  }

  private void describe(ConnectionSpec.Kinesis kinesis) {
    try (KinesisClients.Stream stream = KinesisClients.open(kinesis, settings)) {
      stream.client().describeStreamSummary(describe -> describe.streamName(kinesis.stream()));
    } catch (SdkException e) {
      throw new AwsFaults(kinesis.name(), kinesis.awsEndpoint(), "stream " + kinesis.stream())
          .explain(e);
    }
  }
}
