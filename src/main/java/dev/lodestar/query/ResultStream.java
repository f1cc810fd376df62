package dev.lodestar.query;

import dev.lodestar.engine.QueryCursor;
import io.smallrye.mutiny.Multi;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Turns the batches of a cursor into pieces of a body, one at a time.
 *
 * <p>Safe for threads: a reader that goes away closes the stream while a worker may still be in it,
 * and a connection must not be closed under a running statement. {@link #cancel} waits for nobody.
 */
final class ResultStream {
  private final QueryCursor cursor;
  private final ResultWriter writer;
  private @Nullable List<@Nullable Object[]> batch;
  private boolean begun;
  private boolean ended;
  private boolean closed;

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
  Multi<byte[]> start(Executor workers, Runnable atEnd) {
    try {
      prefetch();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
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
        .runSubscriptionOn(workers)
        .onCancellation()
        .invoke(this::cancel)
        .onTermination()
        .invoke(
            () -> {
              atEnd.run();
              workers.execute(this::close);
            });
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
      throw new UncheckedIOException("a result in memory cannot be written", e);
    }
  }

  void cancel() {
    cursor.cancel();
  }

  synchronized void close() {
    closed = true;
    cursor.close();
  }
}
