package dev.lodestar.files;

import dev.lodestar.data.UserReference;
import dev.lodestar.data.UserStamp;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.reactive.EventLoop;
import dev.lodestar.storage.FileStore;
import dev.lodestar.storage.Upload;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Takes, finds and deletes uploaded files. */
@ApplicationScoped
public class FilesService {
  private final FileRowStore rows;
  private final FileStore bytes;
  private final FilesConfig config;
  private final EventLoop eventLoop;
  private final Clock clock;

  FilesService(
      FileRowStore rows, FileStore bytes, FilesConfig config, EventLoop eventLoop, Clock clock) {
    this.rows = rows;
    this.bytes = bytes;
    this.config = config;
    this.eventLoop = eventLoop;
    this.clock = clock;
  }

  /**
   * Streams a file to disk and lists it.
   *
   * <p>Errors: {@code ALREADY_EXISTS} before the first byte is read, {@code PAYLOAD_TOO_LARGE},
   * {@code STORAGE_UNAVAILABLE}. Whatever fails, and also when the content breaks off, nothing
   * stays behind.
   *
   * @param content the bytes, in arrays of any size
   */
  public Uni<UploadedFile> store(
      String name, FileFormats formats, Multi<byte[]> content, UserReference user) {
    return Uni.createFrom()
        .item(() -> FileName.require(name))
        .chain(rows::named)
        .invoke(
            found -> {
              if (found.isPresent()) {
                throw FileRowStore.taken(name, null);
              }
            })
        .chain(() -> receive(name, formats, content, user));
  }

  private Uni<UploadedFile> receive(
      String name, FileFormats formats, Multi<byte[]> content, UserReference user) {
    UUID id = UUID.randomUUID();
    Upload upload = bytes.open(id, config.sizeMax().asLongValue());
    return content
        .emitOn(Infrastructure.getDefaultWorkerPool())
        .invoke(part -> upload.write(ByteBuffer.wrap(part)))
        .collect()
        .last()
        .emitOn(Infrastructure.getDefaultWorkerPool())
        .map(
            last -> {
              Upload.Received received = upload.complete();
              return new UploadedFile(
                  id,
                  name,
                  received.sizeBytes(),
                  formats,
                  received.md5(),
                  new UserStamp(user, clock.instant()));
            })
        .chain(file -> eventLoop.run(() -> rows.insert(file).replaceWith(file)))
        .onFailure()
        .call(() -> discard(upload, id))
        .onCancellation()
        .call(() -> discard(upload, id));
  }

  private Uni<Void> discard(Upload upload, UUID id) {
    return Uni.createFrom()
        .voidItem()
        .emitOn(Infrastructure.getDefaultWorkerPool())
        .invoke(
            () -> {
              upload.close();
              bytes.delete(id);
            });
  }

  /** Errors: {@code NOT_FOUND}. */
  public Uni<UploadedFile> get(String name) {
    return rows.named(name).map(found -> found.orElseThrow(() -> missing(name)));
  }

  public Uni<List<UploadedFile>> find(Collection<String> names) {
    List<String> possible = names.stream().filter(FileName::isPossible).toList();
    return possible.isEmpty() ? Uni.createFrom().item(List.of()) : rows.named(possible);
  }

  public Uni<FilePage> list(FileSelection selection) {
    return rows.page(selection);
  }

  /** How much all files take now, and how much they may. */
  public Uni<FileSpace> space() {
    return rows.usedBytes().map(used -> new FileSpace(config.allocated().asLongValue(), used));
  }

  /** Errors: {@code NOT_FOUND}. Jobs that still wait for the file fail. */
  public Uni<Void> delete(String name) {
    return get(name)
        .chain(
            file ->
                rows.remove(file.id())
                    .invoke(
                        removed -> {
                          if (!removed) {
                            throw missing(name);
                          }
                        })
                    .emitOn(Infrastructure.getDefaultWorkerPool())
                    .invoke(() -> bytes.delete(file.id())))
        .replaceWithVoid();
  }

  /** Where a file's bytes are, unless it was deleted. */
  public Optional<Path> path(UUID id) {
    return Optional.of(bytes.path(id)).filter(Files::exists);
  }

  public Uni<List<UUID>> referencedFiles() {
    return rows.allIds();
  }

  private static ServiceException missing(String name) {
    return new ServiceException(
        ErrorCode.NOT_FOUND, name, "File %s does not exist.".formatted(name));
  }
}
