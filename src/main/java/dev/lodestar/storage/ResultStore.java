package dev.lodestar.storage;

import java.io.BufferedInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.Set;
import java.util.UUID;

/**
 * The results of asynchronous statements: {@code results/<statement id>/<page>}.
 *
 * <p>A result counts as there when its statement says so; until then its pages are nobody's. Safe
 * for threads; methods block. Errors: {@code STORAGE_UNAVAILABLE}.
 */
public final class ResultStore {
  private final DataDirectory directory;

  public ResultStore(DataDirectory directory) {
    this.directory = directory;
    DurableFiles.guarded(
        "making the folder of results", () -> Files.createDirectories(directory.results()));
  }

  /** Begins a result; what an earlier try left is gone. */
  public void open(UUID statementId) {
    DurableFiles.guarded(
        "beginning a result",
        () -> {
          DurableFiles.deleteTree(folder(statementId));
          return Files.createDirectories(folder(statementId));
        });
  }

  /** Begins a page of an open result. The caller closes it; writing to it may fail. */
  public OutputStream createPage(UUID statementId, int page) {
    return DurableFiles.guarded(
        "beginning a page of a result",
        () -> Files.newOutputStream(path(statementId, page), StandardOpenOption.CREATE_NEW));
  }

  /** Makes the pages of a result permanent. */
  public void complete(UUID statementId) {
    DurableFiles.guarded(
        "completing a result",
        () -> {
          for (Path page : DurableFiles.children(folder(statementId))) {
            DurableFiles.sync(page);
          }
          DurableFiles.syncFolder(folder(statementId));
          DurableFiles.syncFolder(directory.results());
          return true;
        });
  }

  /** The bytes of a page, which the caller closes. */
  public InputStream openPage(UUID statementId, int page) {
    return DurableFiles.guarded(
        "reading a result",
        () -> new BufferedInputStream(Files.newInputStream(path(statementId, page))));
  }

  /** Deletes results; one that is not there is no fault. */
  public void delete(Collection<UUID> statementIds) {
    DurableFiles.guarded(
        "deleting results",
        () -> {
          for (UUID id : statementIds) {
            DurableFiles.deleteTree(folder(id));
          }
          return true;
        });
  }

  /**
   * Removes results that no statement has; to be called when none is being written.
   *
   * @return how many results went
   */
  public int sweep(Set<UUID> referenced) {
    return DurableFiles.guarded(
        "sweeping the results",
        () -> {
          int gone = 0;
          for (Path folder : DurableFiles.children(directory.results())) {
            if (referenced.stream().noneMatch(id -> folder.endsWith(id.toString()))) {
              DurableFiles.deleteTree(folder);
              gone++;
            }
          }
          return gone;
        });
  }

  private Path folder(UUID statementId) {
    return directory.results().resolve(statementId.toString());
  }

  private Path path(UUID statementId, int page) {
    return folder(statementId).resolve(Integer.toString(page));
  }
}
