package dev.lodestar.query;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.lodestar.engine.QueryCursor;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.storage.ResultStore;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes the rows of a cursor as pages of bounded rows and bytes, as they come; memory holds one
 * batch.
 *
 * <p>Errors: those of the cursor, {@code RESOURCE_LIMIT_EXCEEDED}, {@code STORAGE_UNAVAILABLE}.
 */
final class ResultPages {
  private static final int BUFFER_BYTES = 1 << 16;

  private final ResultStore store;
  private final UUID statementId;
  private final Limits limits;
  private final List<ResultPage> pages = new ArrayList<>();
  private long sizeBytes;

  /** Where pages and results end. */
  record Limits(long pageRows, long pageBytes, long resultBytes) {}

  private ResultPages(ResultStore store, UUID statementId, Limits limits) {
    this.store = store;
    this.statementId = statementId;
    this.limits = limits;
  }

  /** Reads the cursor to its end; the result is permanent when this returns. */
  static StatementResult write(
      ResultStore store, UUID statementId, QueryCursor cursor, Limits limits) {
    store.open(statementId);
    ResultPages result = new ResultPages(store, statementId, limits);
    try {
      result.writeAll(new RowSource(cursor));
    } catch (IOException e) {
      throw new ServiceException(
          ErrorCode.STORAGE_UNAVAILABLE,
          null,
          "The result cannot be stored; check the free space and mounts of the server.",
          e);
    }
    store.complete(statementId);
    return new StatementResult(result.pages);
  }

  /** At least one page, so that an empty result has a first page as well. */
  private void writeAll(RowSource rows) throws IOException {
    do {
      writePage(rows);
    } while (rows.hasNext());
  }

  private void writePage(RowSource rows) throws IOException {
    int id = pages.size();
    long count = 0;
    try (OutputStream file = store.createPage(statementId, id);
        CountedStream bytes = new CountedStream(new BufferedOutputStream(file, BUFFER_BYTES));
        JsonGenerator json = StoredRows.JSON.createGenerator(bytes)) {
      json.setRootValueSeparator(null);
      while (count < limits.pageRows() && bytes.count < limits.pageBytes() && rows.hasNext()) {
        StoredRows.write(json, rows.next());
        json.flush();
        count++;
        if (sizeBytes + bytes.count > limits.resultBytes()) {
          throw tooLarge();
        }
      }
      json.flush();
      sizeBytes += bytes.count;
      pages.add(new ResultPage(id, count, bytes.count));
    }
  }

  private ServiceException tooLarge() {
    return new ServiceException(
        ErrorCode.RESOURCE_LIMIT_EXCEEDED,
        null,
        "The result is larger than the %d bytes that one statement may store; narrow it."
            .formatted(limits.resultBytes()));
  }

  /** The rows of a cursor one by one. */
  private static final class RowSource {
    private final QueryCursor cursor;
    private List<@Nullable Object[]> batch = List.of();
    private int next;
    private boolean ended;

    RowSource(QueryCursor cursor) {
      this.cursor = cursor;
    }

    boolean hasNext() {
      if (next == batch.size() && !ended) {
        batch = cursor.nextBatch();
        next = 0;
        ended = batch.isEmpty();
      }
      return next < batch.size();
    }

    @Nullable Object[] next() {
      return batch.get(next++);
    }
  }

  /** Counts what passes. */
  private static final class CountedStream extends OutputStream {
    private final OutputStream out;
    private long count;

    CountedStream(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
      out.write(b);
      count++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
      count += length;
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }
}
