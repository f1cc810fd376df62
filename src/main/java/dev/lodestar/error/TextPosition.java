package dev.lodestar.error;

/**
 * A place in a text that a user wrote.
 *
 * @param line counted from 1
 * @param column counted from 1, in UTF-16 code units
 */
public record TextPosition(int line, int column) {}
