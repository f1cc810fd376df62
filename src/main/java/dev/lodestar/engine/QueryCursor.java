package dev.lodestar.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a running query, in batches, as the engine makes them; nothing is collected.
 *
 * <p>Not safe for threads, except for {@link #cancel}.
 */
public interface QueryCursor extends AutoCloseable {
  /**
   * The next rows, or an empty list at the end.
   *
   * <p>Shape: 1 to 8,192 rows of one value per column, of the Java types that {@code sql.SqlType}
   * names. Errors: {@code EVALUATION_FAILED}, {@code TIMEOUT}, {@code CANCELED}.
   */
  List<@Nullable Object[]> nextBatch();

  /** Stops the query from any thread; a waiting {@link #nextBatch} fails with CANCELED. */
  void cancel();

  @Override
  void close();
}
