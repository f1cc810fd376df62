package dev.lodestar.connectors;

import dev.lodestar.connections.ConnectionSpec;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.util.List;

/** Brings the objects that a job reads onto the server's disk. */
@ApplicationScoped
public class ObjectFetcher {
  private final ConnectorsConfig config;

  ObjectFetcher(ConnectorsConfig config) {
    this.config = config;
  }

  /**
   * An object that is here.
   *
   * @param uri what the user knows it by
   * @param file its bytes as they lay in the store
   */
  public record Fetched(String key, String uri, Path file) {}

  /**
   * Finds and downloads objects, a few at a time, with bounded memory; blocks until all are here or
   * the job is canceled.
   *
   * <p>Errors: {@code COULD_NOT_CONNECT_TO_SOURCE} with one sentence that says what to mend, {@code
   * TOO_MANY_INPUT_FILES}, {@code CANNOT_PARSE_SOURCE} for an object above the limit of size,
   * {@code STORAGE_UNAVAILABLE}, {@code CANCELED}.
   *
   * @param folder an empty one; its owner deletes it, whatever comes out of this
   * @return in the order of the selection and of keys; none twice
   */
  public List<Fetched> fetch(
      ConnectionSpec.Objects connection,
      ClientSettings settings,
      ObjectSelection selection,
      Path folder,
      FetchControl control) {
    try (ObjectStore store = open(connection, settings);
        ObjectTransfer transfer =
            new ObjectTransfer(
                store,
                folder,
                new ObjectTransfer.Limits(
                    config.objectsMax(),
                    config.objectSizeMax().asLongValue(),
                    config.objectsAtOnce()))) {
      return transfer.run(selection, control);
    }
  }

  private static ObjectStore open(ConnectionSpec.Objects connection, ClientSettings settings) {
    return switch (connection) {
      case ConnectionSpec.S3 s3 -> new S3Objects(s3, settings);
      case ConnectionSpec.Azure azure -> new AzureBlobs(azure, settings);
    };
  }
}
