package dev.lodestar.query.metadata;

import dev.lodestar.lookups.Lookup;
import dev.lodestar.lookups.LookupsService;
import dev.lodestar.tables.Table;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The names in the schema {@code lookup}: those that say which columns are key and value. */
final class LookupNaming {
  private LookupNaming() {}

  static List<String> of(List<Lookup> lookups, List<Table> tables) {
    Map<String, Table> byName = new HashMap<>();
    tables.forEach(table -> byName.put(table.name(), table));
    return LookupsService.sources(lookups).entrySet().stream()
        .filter(
            source ->
                !source.getValue().columns().isEmpty()
                    || isPair(byName.get(source.getValue().table())))
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  private static boolean isPair(@Nullable Table table) {
    return table != null
        && table.columns().stream().filter(column -> !column.isTime()).count() == 2;
  }
}
