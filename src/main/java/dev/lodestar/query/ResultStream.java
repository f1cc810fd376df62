package dev.lodestar.query;

import dev.lodestar.engine.QueryCursor;
import io.smallrye.mutiny.Multi;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Turns the batches of a cursor into pieces of a body, one at a time.
 *
 * <p>Safe for threads: a reader that goes away closes the stream while a worker may still be in it,
 * and a connection must not be closed under a running statement. {@link #cancel} waits for nobody.
 */
final class ResultStream {
  private static final int SHORT_ROWS = 1_000;

  private final QueryCursor cursor;
  private final ResultWriter writer;
  private @Nullable List<@Nullable Object[]> batch;
  private boolean begun;
  private boolean ended;
  private boolean closed;

  /** Told how a stream ended. */
  interface End {
    End NOBODY = (failure, isCanceled) -> {};

    void over(@Nullable Throwable failure, boolean isCanceled);
  }

  ResultStream(QueryCursor cursor, ResultWriter writer) {
    this.cursor = cursor;
    this.writer = writer;
  }

  /**
   * Waits for the first rows, so that a fault in them is still an answer of its own, and gives the
   * pieces as they are asked for.
   *
   * @param workers where pieces are made
   * @param atEnd runs once the stream is over, whether or not it was read to its end
   */
  Multi<byte[]> start(Executor workers, End atEnd) {
    Optional<byte[]> whole;
    try {
      prefetch();
      whole = whole();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
    return whole
        .map(piece -> Multi.createFrom().item(piece))
        .orElseGet(() -> pieces(workers))
        .onCancellation()
        .invoke(this::cancel)
        .onTermination()
        .invoke(
            (failure, isCanceled) -> {
              atEnd.over(failure, isCanceled);
              workers.execute(this::close);
            });
  }

  private Multi<byte[]> pieces(Executor workers) {
    return Multi.createFrom()
        .<ResultStream, byte[]>generator(
            () -> this,
            (state, emitter) -> {
              Optional<byte[]> piece = state.next();
              if (piece.isPresent()) {
                emitter.emit(piece.get());
              } else {
                emitter.complete();
              }
              return state;
            })
        .runSubscriptionOn(workers);
  }

  /**
   * A short result, which is one piece: most are short, and handing each piece from thread to
   * thread takes longer than making it.
   */
  private synchronized Optional<byte[]> whole() {
    if (batch == null || batch.size() > SHORT_ROWS) {
      return Optional.empty();
    }
    List<@Nullable Object[]> more = batch.isEmpty() ? List.of() : cursor.nextBatch();
    if (!more.isEmpty()) {
      batch = Stream.concat(batch.stream(), more.stream()).toList();
      return Optional.empty();
    }
    try {
      ByteArrayOutputStream piece = new ByteArrayOutputStream();
      piece.writeBytes(writer.begin());
      if (!batch.isEmpty()) {
        piece.writeBytes(writer.rows(batch));
      }
      piece.writeBytes(writer.end());
      return Optional.of(piece.toByteArray());
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /** Waits for the first rows. */
  synchronized void prefetch() {
    batch = cursor.nextBatch();
  }

  /** The next piece; empty after the last one. */
  synchronized Optional<byte[]> next() {
    if (closed) {
      return Optional.empty();
    }
    try {
      if (!begun) {
        begun = true;
        byte[] opening = writer.begin();
        if (opening.length > 0) {
          return Optional.of(opening);
        }
      }
      if (ended) {
        return Optional.empty();
      }
      List<@Nullable Object[]> rows = batch == null ? cursor.nextBatch() : batch;
      batch = null;
      if (rows.isEmpty()) {
        ended = true;
        return Optional.of(writer.end());
      }
      return Optional.of(writer.rows(rows));
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private static UncheckedIOException unwritable(IOException cause) {
    return new UncheckedIOException("a result in memory cannot be written", cause);
  }

  void cancel() {
    cursor.cancel();
  }

  synchronized void close() {
    closed = true;
    cursor.close();
  }
}
