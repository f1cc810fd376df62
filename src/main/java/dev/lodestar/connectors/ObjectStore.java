package dev.lodestar.connectors;

import dev.lodestar.connections.ConnectionSpec;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * The objects behind one connection.
 *
 * <p>Blocking, for many threads at once. Errors of all methods: {@code COULD_NOT_CONNECT_TO_SOURCE}
 * with one sentence that says what to mend, {@code SERVICE_UNAVAILABLE} when a secret cannot be
 * unsealed.
 */
sealed interface ObjectStore extends AutoCloseable permits S3Objects, AzureBlobs {
  /**
   * An object as a listing shows it.
   *
   * @param sizeBytes as it lies there, packed or not
   */
  record Listed(String key, long sizeBytes) {}

  ConnectionSpec connection();

  /** Where the objects of the connection begin; empty for everywhere. */
  String prefix();

  /** The key that an address names; empty when it is not one of this bucket or container. */
  Optional<String> keyOf(String uri);

  /** The address of an object, for messages. */
  String uri(String key);

  /** Tells of each object whose key begins so, in the order of keys. */
  void list(String prefix, Consumer<Listed> found);

  /**
   * Writes an object into a new file, whole or not at all.
   *
   * <p>Errors also: {@code STORAGE_UNAVAILABLE} for our own disk.
   *
   * @param onBytes told how many more bytes are here; it may throw to end the transfer
   */
  void download(String key, Path target, LongConsumer onBytes);

  @Override
  void close();
}
