package dev.lodestar.tables;

/** A table together with its statistics, both of one moment. */
public record DescribedTable(Table table, TableStatistics statistics) {}
