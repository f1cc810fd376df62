package dev.lodestar.connectors;

import dev.lodestar.connections.ConnectionSpec;
import dev.lodestar.error.ServiceException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The objects of a bucket. The SDK repeats what fails before bytes flow; we go on after that. */
final class S3Objects implements ObjectStore {
  static final String SCHEME = "s3://";
  private static final int BREAKS_MAX = 3;

  private final ConnectionSpec.S3 connection;
  private final S3Clients.Bucket bucket;

  S3Objects(ConnectionSpec.S3 connection, ClientSettings settings) {
    this.connection = connection;
    this.bucket = S3Clients.open(connection, settings);
  }

  @Override
  public ConnectionSpec connection() {
    return connection;
  }

  @Override
  public String prefix() {
    return Objects.requireNonNullElse(connection.prefix(), "");
  }

  @Override
  public Optional<String> keyOf(String uri) {
    return ObjectUris.below(SCHEME + connection.bucket() + "/", uri);
  }

  @Override
  public String uri(String key) {
    return SCHEME + connection.bucket() + "/" + key;
  }

  @Override
  public void list(String prefix, Consumer<Listed> found) {
    try {
      for (S3Object object :
          bucket
              .client()
              .listObjectsV2Paginator(list -> list.bucket(connection.bucket()).prefix(prefix))
              .contents()) {
        found.accept(new Listed(object.key(), object.size()));
      }
    } catch (SdkException e) {
      throw faults("bucket " + connection.bucket()).explain(e);
    }
  }

  @Override
  public void download(String key, Path target, LongConsumer onBytes) {
    String etag = null;
    try (ObjectCopy copy = new ObjectCopy(target, onBytes)) {
      for (int breaks = 0; ; breaks++) {
        long before = copy.sizeBytes();
        try (ResponseInputStream<GetObjectResponse> in =
            bucket.client().getObject(request(key, before, etag))) {
          etag = in.response().eTag();
          append(in, copy);
          return;
        } catch (IOException broken) {
          if (breaks >= BREAKS_MAX) {
            throw broken(key, broken);
          }
          // A transfer that gets anywhere may go on for as long as it takes.
          breaks = copy.sizeBytes() > before ? 0 : breaks;
        }
      }
    } catch (SdkException e) {
      throw faults("object " + uri(key)).explain(e);
    }
  }

  /** From where the last transfer broke off, and of the same version. */
  private GetObjectRequest request(String key, long from, @Nullable String etag) {
    GetObjectRequest.Builder request =
        GetObjectRequest.builder().bucket(connection.bucket()).key(key);
    if (from > 0) {
      request.range("bytes=%d-".formatted(from)).ifMatch(etag);
    }
    return request.build();
  }

  private static void append(ResponseInputStream<GetObjectResponse> in, ObjectCopy copy)
      throws IOException {
    long whole = copy.sizeBytes() + in.response().contentLength();
    boolean ended = false;
    try {
      copy.append(in);
      ended = true;
    } finally {
      if (!ended) {
        // Else closing would read the rest.
        in.abort();
      }
    }
    if (copy.sizeBytes() != whole) {
      throw new EOFException("%d of %d bytes came".formatted(copy.sizeBytes(), whole));
    }
  }

  private ServiceException broken(String key, IOException cause) {
    return ConnectionFault.of(
        connection.name(),
        ConnectionFault.network(cause, connection.awsEndpoint(), "awsEndpoint")
            .orElse(
                "the transfer of object %s from %s breaks off again and again; check the network."
                    .formatted(uri(key), connection.awsEndpoint())),
        cause);
  }

  private AwsFaults faults(String object) {
    return new AwsFaults(connection.name(), connection.awsEndpoint(), object);
  }

  @Override
  public void close() {
    bucket.close();
  }
}
