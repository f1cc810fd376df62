package dev.lodestar.query;

/**
 * A part of a stored result.
 *
 * @param id counted from 0
 * @param sizeInBytes as it is stored
 */
public record ResultPage(int id, long numRows, long sizeInBytes) {}
