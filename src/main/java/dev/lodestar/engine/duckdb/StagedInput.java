package dev.lodestar.engine.duckdb;

import dev.lodestar.engine.InputFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * An input file in the form that DuckDB reads.
 *
 * @param path uncompressed; the file itself where that is possible
 * @param bytes its size after decompression
 * @param lines tells where in the user's file a record is
 */
record StagedInput(InputFile file, Path path, long bytes, RecordLines lines) {

  /** Finds the physical lines, from 1, of records given by ascending numbers, from 1. */
  interface RecordLines {
    List<Long> of(List<Long> records) throws IOException;
  }
}
