package dev.lodestar.tables;

import dev.lodestar.data.Granularity;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.Problem;
import dev.lodestar.error.ServiceException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What a table may not do while lookups read it, and what it has to be before one can.
 *
 * <p>Source: control-plane specification, 8.13, 9.5, 9.7 and 13.
 */
@ApplicationScoped
public class LookupTableRules {
  private final TableStore tables;
  private final LookupUse lookups;

  LookupTableRules(TableStore tables, LookupUse lookups) {
    this.tables = tables;
    this.lookups = lookups;
  }

  /** The lookups that read a table. */
  public Uni<List<String>> readers(Table table) {
    return lookups.readers(table.id());
  }

  /**
   * A table that a lookup is about to read, as it will be until the caller's transaction ends.
   *
   * <p>Errors: {@code INVALID_ARGUMENT} when it is gone or cannot be read by a lookup.
   */
  public Uni<Table> admit(UUID tableId, String name) {
    return tables
        .lock(tableId)
        .map(found -> found.filter(entity -> !entity.isDeleting).map(TableEntity::toTable))
        .map(found -> found.orElseThrow(() -> missing(name)))
        .invoke(LookupTableRules::requireSource);
  }

  /** The fault of a lookup whose table does not exist. */
  public static ServiceException missing(String name) {
    return invalid(
        "source.tableName",
        "Table %s does not exist; create it before a lookup reads it.".formatted(name));
  }

  private static void requireSource(Table table) {
    if (table.spec().partitioningGranularity() != Granularity.ALL) {
      throw invalid(
          "source.tableName",
          "Table %s is partitioned by %s; a lookup reads a table that is partitioned by all."
              .formatted(table.name(), table.spec().partitioningGranularity().apiName()));
    }
    if (table.spec().storagePolicy() != null) {
      throw invalid(
          "source.tableName",
          "Table %s has a storage policy, which a table that a lookup reads cannot have."
              .formatted(table.name()));
    }
  }

  /** Errors: {@code INVALID_ARGUMENT} while lookups read the table. */
  Uni<Void> requireDroppable(UUID tableId, String name) {
    return lookups
        .readers(tableId)
        .invoke(
            names -> {
              if (!names.isEmpty()) {
                throw invalid(
                    "target.tableName",
                    "Table %s cannot be dropped: %s; delete that first."
                        .formatted(name, use(names)));
              }
            })
        .replaceWithVoid();
  }

  /** The new declaration, if lookups that read the table allow it. */
  Uni<TableSpec> require(Table table, TableSpec next) {
    boolean moves =
        next.partitioningGranularity() != table.spec().partitioningGranularity()
            || next.storagePolicy() != null;
    return moves
        ? lookups.readers(table.id()).invoke(names -> check(table, next, names)).replaceWith(next)
        : Uni.createFrom().item(next);
  }

  private static void check(Table table, TableSpec next, List<String> names) {
    if (names.isEmpty()) {
      return;
    }
    List<Problem> problems = new ArrayList<>();
    if (next.partitioningGranularity() != table.spec().partitioningGranularity()) {
      problems.add(
          new Problem(
              ErrorCode.INVALID_ARGUMENT,
              "partitioningGranularity",
              "Table %s cannot be partitioned by %s: %s."
                  .formatted(table.name(), next.partitioningGranularity().apiName(), use(names))));
    }
    if (next.storagePolicy() != null) {
      problems.add(
          new Problem(
              ErrorCode.INVALID_ARGUMENT,
              "storagePolicy",
              "Table %s cannot have a storage policy: %s.".formatted(table.name(), use(names))));
    }
    if (!problems.isEmpty()) {
      throw ServiceException.of(problems);
    }
  }

  /**
   * What keeps a job from a table that lookups read, if anything does.
   *
   * @param names the lookups
   * @param replacesAll whether all rows of the table go
   */
  public static Optional<String> obstacle(
      Table table, List<String> names, Granularity partitioning, boolean replacesAll) {
    return names.isEmpty() || (partitioning == Granularity.ALL && replacesAll)
        ? Optional.empty()
        : Optional.of(
            "Table %s can only be replaced as a whole and partitioned by all: %s."
                .formatted(table.name(), use(names)));
  }

  private static String use(List<String> names) {
    return names.size() == 1
        ? "lookup %s reads it".formatted(names.getFirst())
        : "lookup %s and %d more read it".formatted(names.getFirst(), names.size() - 1);
  }

  private static ServiceException invalid(String target, String message) {
    return new ServiceException(ErrorCode.INVALID_ARGUMENT, target, message);
  }
}
