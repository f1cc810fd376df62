package dev.lodestar.lookups;

import dev.lodestar.data.Column;
import dev.lodestar.data.DataType;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.Problem;
import dev.lodestar.error.ServiceException;
import dev.lodestar.tables.Table;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All aliases of a lookup, in the order of their user. */
public record LookupAliases(@Nullable List<LookupAlias> values) {
  private static final int ALIASES_MAX = 1_000;

  public LookupAliases {
    if (values == null || values.stream().anyMatch(Objects::isNull)) {
      throw invalid(
          "values", "Aliases need \"values\": [{\"name\": …, \"key\": …, \"value\": …}].");
    }
    if (values.size() > ALIASES_MAX) {
      throw invalid("values", "A lookup has at most %d aliases.".formatted(ALIASES_MAX));
    }
    Set<String> names = new HashSet<>();
    for (int i = 0; i < values.size(); i++) {
      if (!names.add(values.get(i).name())) {
        throw invalid(
            "values[%d].name".formatted(i),
            "Alias \"%s\" is named twice.".formatted(values.get(i).name()));
      }
    }
    values = List.copyOf(values);
  }

  @Override
  public List<LookupAlias> values() {
    return Objects.requireNonNull(values);
  }

  /** Errors: {@code INVALID_ARGUMENT} for columns that the table lacks or that are not text. */
  void requireColumns(Table table) {
    List<Problem> problems = new ArrayList<>();
    for (int i = 0; i < values().size(); i++) {
      LookupAlias alias = values().get(i);
      checkColumn(table, alias.key(), "values[%d].key".formatted(i), problems);
      checkColumn(table, alias.value(), "values[%d].value".formatted(i), problems);
    }
    if (!problems.isEmpty()) {
      throw ServiceException.of(problems);
    }
  }

  private static void checkColumn(Table table, String name, String target, List<Problem> problems) {
    Optional<Column> column =
        table.columns().stream().filter(known -> known.name().equals(name)).findFirst();
    if (column.isEmpty()) {
      problems.add(
          problem(
              target,
              "Table %s has no column \"%s\"; load data into it or declare the column first."
                  .formatted(table.name(), LookupName.printable(name))));
    } else if (column.get().type().storage() != DataType.Storage.STRING) {
      problems.add(
          problem(
              target,
              "Column \"%s\" of table %s has the data type %s; keys and values of a lookup are string."
                  .formatted(name, table.name(), column.get().type().apiName())));
    }
  }

  private static Problem problem(String target, String message) {
    return new Problem(ErrorCode.INVALID_ARGUMENT, target, message);
  }

  private static ServiceException invalid(String target, String message) {
    return new ServiceException(ErrorCode.INVALID_ARGUMENT, target, message);
  }
}
