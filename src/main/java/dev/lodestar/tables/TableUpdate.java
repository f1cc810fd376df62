package dev.lodestar.tables;

import dev.lodestar.data.Column;
import dev.lodestar.data.Granularity;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.Problem;
import dev.lodestar.error.ServiceException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * A new declaration for a table, and the rules that say whether the table can take it.
 *
 * <p>Source: control-plane specification, 9.6.
 *
 * @param spec the whole declaration; absent members go back to their defaults
 * @param version of the table that the user saw
 * @param keepsSchema whether the declared columns stay, whatever {@code spec} says
 */
public record TableUpdate(TableSpec spec, long version, boolean keepsSchema) {

  /**
   * The declaration as it will be.
   *
   * <p>Errors: {@code STALE_VERSION}, {@code INVALID_ARGUMENT}, all of them at once.
   *
   * @param unfinished the jobs that write to the table and are not over
   */
  TableSpec applyTo(Table table, TableStatistics statistics, List<UUID> unfinished) {
    requireSame(table, spec);
    TableSpec next = keepsSchema ? spec.withSchema(table.spec().schema()) : spec;
    if (version != table.version()) {
      throw new ServiceException(
          ErrorCode.STALE_VERSION,
          "version",
          "Table %s is at version %d, the request has version %d; get the table and try again."
              .formatted(table.name(), table.version(), version));
    }
    List<Problem> problems = new ArrayList<>();
    Optional<String> obstacle = obstacle(table, statistics, unfinished);
    obstacle.ifPresent(reason -> checkColumns(table, next, reason, problems));
    if (statistics.rowCount() > 0) {
      checkStrict(table, next, problems);
    }
    if (next.partitioningGranularity() == Granularity.WEEK
        && table.spec().partitioningGranularity() != Granularity.WEEK) {
      problems.add(
          invalid(
              "partitioningGranularity",
              "Table %s cannot be partitioned by week from now on; use day or month."
                  .formatted(table.name())));
    }
    if (!problems.isEmpty()) {
      throw ServiceException.of(problems);
    }
    next.requireSensiblePolicy();
    next.requireKnownClustering(
        table.discovered().stream().map(Column::name).collect(Collectors.toSet()));
    return next;
  }

  private static void requireSame(Table table, TableSpec next) {
    List<Problem> problems = new ArrayList<>();
    if (!next.name().equals(table.name())) {
      problems.add(
          invalid(
              "name",
              "Table %s cannot be renamed to %s: the name in the body must be that of the path."
                  .formatted(table.name(), next.name())));
    }
    if (next.type() != table.spec().type()) {
      problems.add(
          invalid(
              "type",
              "Table %s cannot change its type; make another table.".formatted(table.name())));
    }
    if (!problems.isEmpty()) {
      throw ServiceException.of(problems);
    }
  }

  /** Why declared columns must stay as they are, if they must. */
  private static Optional<String> obstacle(
      Table table, TableStatistics statistics, List<UUID> unfinished) {
    if (statistics.rowCount() > 0) {
      return Optional.of(
          "table %s has %d rows; delete its data first"
              .formatted(table.name(), statistics.rowCount()));
    }
    if (!unfinished.isEmpty()) {
      return Optional.of(
          "jobs write to table %s (%s); wait for their end or cancel them"
              .formatted(table.name(), named(unfinished)));
    }
    return Optional.empty();
  }

  /** The first few jobs, by id. */
  static String named(List<UUID> jobs) {
    String first = jobs.stream().limit(3).map(UUID::toString).collect(Collectors.joining(", "));
    return jobs.size() > 3 ? first + " and %d more".formatted(jobs.size() - 3) : first;
  }

  private static void checkColumns(
      Table table, TableSpec next, String obstacle, List<Problem> problems) {
    for (Column column : table.spec().schema()) {
      Optional<Column> kept = next.declared(column.name());
      if (kept.isEmpty()) {
        problems.add(
            invalid(
                "schema",
                "Column \"%s\" cannot be removed: %s.".formatted(column.name(), obstacle)));
      } else if (!kept.get().type().isSynonymOf(column.type())) {
        problems.add(
            invalid(
                "schema[%d].dataType".formatted(next.schema().indexOf(kept.get())),
                "Column \"%s\" cannot become %s instead of %s: %s."
                    .formatted(column.name(), kept.get().type(), column.type(), obstacle)));
      } else if (kept.get().role() != column.role()) {
        problems.add(
            invalid(
                "schema[%d].type".formatted(next.schema().indexOf(kept.get())),
                "Column \"%s\" cannot change between dimension and measure: %s."
                    .formatted(column.name(), obstacle)));
      }
    }
  }

  private static void checkStrict(Table table, TableSpec next, List<Problem> problems) {
    if (next.schemaMode() != SchemaMode.STRICT || table.spec().schemaMode() == SchemaMode.STRICT) {
      return;
    }
    Set<String> undeclared =
        table.discovered().stream()
            .map(Column::name)
            .filter(name -> next.declared(name).isEmpty())
            .collect(Collectors.toSet());
    if (!undeclared.isEmpty()) {
      problems.add(
          invalid(
              "schemaMode",
              "Table %s cannot become strict: its data has columns that are not declared (%s)."
                  .formatted(table.name(), String.join(", ", undeclared))));
    }
  }

  private static Problem invalid(String target, String message) {
    return new Problem(ErrorCode.INVALID_ARGUMENT, target, message);
  }
}
