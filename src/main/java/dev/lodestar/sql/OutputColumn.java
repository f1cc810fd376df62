package dev.lodestar.sql;

/** One column of a result: its label as the user sees it and its type. */
public record OutputColumn(String name, SqlType type) {}
