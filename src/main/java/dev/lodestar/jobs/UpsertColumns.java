package dev.lodestar.jobs;

import dev.lodestar.data.Column;
import dev.lodestar.data.DataType;
import dev.lodestar.data.DataType.Storage;
import dev.lodestar.data.UpsertRule;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.tables.SchemaMode;
import dev.lodestar.tables.Table;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds the columns by which the rows of a streaming job take the place of older ones.
 *
 * <p>Source: control-plane specification, 8.8.
 */
final class UpsertColumns {
  private static final String KEYS = "upsertKeyColumns";
  private static final String VERSION = "upsertVersionColumn";

  /** What has one value in a row, of which one is higher than another. */
  private static final Set<Storage> COMPARABLE =
      EnumSet.of(Storage.STRING, Storage.LONG, Storage.DOUBLE, Storage.FLOAT, Storage.TIMESTAMP);

  private UpsertColumns() {}

  /**
   * Errors: {@code INVALID_ARGUMENT} for an aggregate table, for a column that the job does not
   * fill, and for one whose values cannot be compared.
   *
   * @param isRollup whether the rows of the job are aggregated
   */
  static Optional<UpsertRule> of(
      StreamingSpec spec, Optional<Table> table, JobPlan plan, boolean isRollup) {
    if (!spec.enableUpserts()) {
      return Optional.empty();
    }
    if (isRollup) {
      throw invalid(
          "enableUpserts",
          "Table %s is an aggregate table, whose rows stand for many events; upserts need a detail table."
              .formatted(spec.target().tableName()));
    }
    List<Column> keys =
        Objects.requireNonNull(spec.upsertKeyColumns()).stream()
            .map(name -> column(name, KEYS, spec, table, plan))
            .toList();
    String version = Objects.requireNonNull(spec.upsertVersionColumn());
    return Optional.of(new UpsertRule(keys, column(version, VERSION, spec, table, plan)));
  }

  private static Column column(
      String name, String target, StreamingSpec spec, Optional<Table> table, JobPlan plan) {
    boolean maybeFound =
        spec.useSchemaDiscovery()
            && table.map(known -> known.spec().schemaMode() == SchemaMode.FLEXIBLE).orElse(true)
            && PreparedStream.becomesColumn(spec, name);
    Column found =
        Stream.concat(
                plan.segmentColumns().stream(),
                maybeFound ? Stream.of(known(name, table)) : Stream.empty())
            .filter(column -> column.name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    invalid(
                        target,
                        "Column \"%s\" of %s is filled by no mapping; add a mapping for it."
                            .formatted(name, target)));
    if (!COMPARABLE.contains(found.type().storage())) {
      throw invalid(
          target,
          "Column \"%s\" of %s has the type %s; a string, long, double, float or timestamp is needed."
              .formatted(name, target, found.type().apiName()));
    }
    return found;
  }

  /** A field that records may bring. */
  private static Column known(String name, Optional<Table> table) {
    return table.stream()
        .flatMap(found -> found.columns().stream())
        .filter(column -> column.name().equals(name))
        .findFirst()
        .orElseGet(() -> new Column(name, DataType.STRING));
  }

  private static ServiceException invalid(String target, String message) {
    return new ServiceException(ErrorCode.INVALID_ARGUMENT, target, message);
  }
}
