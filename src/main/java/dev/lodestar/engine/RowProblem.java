package dev.lodestar.engine;

/**
 * Why one record was left out or lost a value.
 *
 * @param file the file's name as the user knows it
 * @param line counted from 1; for formats without lines, the record's number
 * @param reason a clause that may name a field, never a value: {@code is not valid JSON}
 */
public record RowProblem(String file, long line, String reason) {}
