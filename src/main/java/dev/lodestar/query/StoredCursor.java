package dev.lodestar.query;

import com.fasterxml.jackson.core.JsonParser;
import dev.lodestar.engine.QueryCursor;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.storage.ResultStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The rows of stored pages, in batches. Errors: {@code STORAGE_UNAVAILABLE}, {@code CANCELED}. */
final class StoredCursor implements QueryCursor {
  private static final int BATCH_ROWS = 2_048;

  private final ResultStore store;
  private final UUID statementId;
  private final List<ResultPage> pages;
  private int nextPage;
  private @Nullable JsonParser open;
  private volatile boolean canceled;

  StoredCursor(ResultStore store, UUID statementId, List<ResultPage> pages) {
    this.store = store;
    this.statementId = statementId;
    this.pages = List.copyOf(pages);
  }

  @Override
  public List<@Nullable Object[]> nextBatch() {
    if (canceled) {
      throw RunningQuery.fault();
    }
    try {
      List<@Nullable Object[]> batch = new ArrayList<>();
      while (batch.size() < BATCH_ROWS) {
        JsonParser page = open == null ? openNext() : open;
        if (page == null) {
          break;
        }
        Optional<@Nullable Object[]> row = StoredRows.read(page);
        if (row.isPresent()) {
          batch.add(row.get());
        } else {
          page.close();
          open = null;
        }
      }
      return batch;
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private @Nullable JsonParser openNext() throws IOException {
    if (nextPage == pages.size()) {
      return null;
    }
    open = StoredRows.JSON.createParser(store.openPage(statementId, pages.get(nextPage).id()));
    nextPage++;
    return open;
  }

  private static ServiceException unreadable(IOException cause) {
    return new ServiceException(
        ErrorCode.STORAGE_UNAVAILABLE,
        null,
        "The stored result cannot be read; check the mounts of the server.",
        cause);
  }

  @Override
  public void cancel() {
    canceled = true;
  }

  @Override
  public void close() {
    try {
      if (open != null) {
        open.close();
      }
    } catch (IOException e) {
      throw unreadable(e);
    }
  }
}
