package dev.lodestar.engine.duckdb;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** Guesses from a job's first rows how many rows its time chunks will have. */
final class ChunkSpread {
  private final Set<Long> chunks = new HashSet<>();

  /** The rows that were the first ones of a chunk, counted from 1. */
  private final List<Long> beginnings = new ArrayList<>();

  private long rows;

  void add(long chunk) {
    rows++;
    if (chunks.add(chunk)) {
      beginnings.add(rows);
    }
  }

  /**
   * The rows of a time chunk on average.
   *
   * <p>Rows that come in the order of time reach new chunks all the time, so the first ones tell.
   * Of others the first ones reach most chunks, and what matters is how many rows there are.
   *
   * @param all how many rows there are at most, if that is known
   */
  long mean(OptionalLong all) {
    if (chunks.isEmpty()) {
      return 0;
    }
    long early = beginnings.stream().filter(row -> row <= rows / 2).count();
    boolean grows = chunks.size() * 2L >= early * 3;
    long spread = grows ? rows : all.isPresent() ? Math.max(rows, all.getAsLong()) : Long.MAX_VALUE;
    return spread / chunks.size();
  }
}
