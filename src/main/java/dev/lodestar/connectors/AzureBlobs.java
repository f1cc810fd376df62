package dev.lodestar.connectors;

import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.models.BlobErrorCode;
import com.azure.storage.blob.models.BlobItem;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.models.ListBlobsOptions;
import com.azure.storage.blob.specialized.BlobInputStream;
import dev.lodestar.connections.ConnectionSpec;
import dev.lodestar.error.ServiceException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * The blobs of a container. The SDK reads them in ranges of a few megabytes, each repeated on
 * faults, all of one version.
 */
final class AzureBlobs implements ObjectStore {
  static final String SCHEME = "azure://";
  static final String SCHEME_WITH_ACCOUNT = "azureStorage://";

  private final ConnectionSpec.Azure connection;
  private final String endpoint;
  private final BlobContainerClient container;

  AzureBlobs(ConnectionSpec.Azure connection, ClientSettings settings) {
    this.connection = connection;
    this.endpoint = BlobContainers.endpoint(connection, settings);
    this.container = BlobContainers.open(connection, settings);
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
    return ObjectUris.below(SCHEME + connection.container() + "/", uri)
        .or(
            () ->
                ObjectUris.below(
                    "%s%s/%s/"
                        .formatted(
                            SCHEME_WITH_ACCOUNT,
                            connection.storageAccount(),
                            connection.container()),
                    uri));
  }

  @Override
  public String uri(String key) {
    return SCHEME + connection.container() + "/" + key;
  }

  @Override
  public void list(String prefix, Consumer<Listed> found) {
    try {
      for (BlobItem blob : container.listBlobs(new ListBlobsOptions().setPrefix(prefix), null)) {
        Long size = blob.getProperties().getContentLength();
        found.accept(new Listed(blob.getName(), size == null ? 0 : size));
      }
    } catch (ServiceException | CancellationException e) {
      throw e;
    } catch (RuntimeException e) {
      throw BlobContainers.explain(connection, endpoint, e);
    }
  }

  @Override
  public void download(String key, Path target, LongConsumer onBytes) {
    try (ObjectCopy copy = new ObjectCopy(target, onBytes);
        BlobInputStream in = container.getBlobClient(key).openInputStream()) {
      copy.append(in);
      long whole = in.getProperties().getBlobSize();
      if (copy.sizeBytes() != whole) {
        throw new EOFException("%d of %d bytes came".formatted(copy.sizeBytes(), whole));
      }
    } catch (ServiceException | CancellationException e) {
      throw e;
    } catch (RuntimeException | IOException e) {
      throw fault(key, e);
    }
  }

  private ServiceException fault(String key, Exception failure) {
    Optional<BlobStorageException> answered =
        ConnectionFault.causes(failure)
            .filter(BlobStorageException.class::isInstance)
            .map(BlobStorageException.class::cast)
            .findFirst();
    if (answered.filter(e -> BlobErrorCode.BLOB_NOT_FOUND.equals(e.getErrorCode())).isPresent()) {
      return ConnectionFault.of(
          connection.name(),
          "object %s does not exist; check its name.".formatted(uri(key)),
          failure);
    }
    return BlobContainers.explain(
        connection, endpoint, answered.<RuntimeException>map(e -> e).orElse(wrapped(failure)));
  }

  private static RuntimeException wrapped(Exception failure) {
    return failure instanceof RuntimeException same ? same : new IllegalStateException(failure);
  }

  @Override
  public void close() {
    // Its HTTP client ends with its last user.
  }
}
