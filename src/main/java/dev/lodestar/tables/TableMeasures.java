package dev.lodestar.tables;

import dev.lodestar.metrics.Measure;
import dev.lodestar.metrics.Measured;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The rows, bytes and segments of tables. */
@ApplicationScoped
class TableMeasures implements Measured {
  /** Of more tables only the first ones by name are shown by themselves. */
  private static final int TABLES_MAX = 1_000;

  private final TableLists lists;

  TableMeasures(TableLists lists) {
    this.lists = lists;
  }

  @Override
  public Uni<List<Measure>> measures() {
    return lists.all().map(TableMeasures::of);
  }

  private static List<Measure> of(List<ListedTable> tables) {
    List<Measure> found = new ArrayList<>();
    found.add(new Measure("lodestar.tables", "Tables", Map.of(), tables.size()));
    for (ListedTable table : tables.stream().limit(TABLES_MAX).toList()) {
      Map<String, String> labels = Map.of("table", table.name());
      found.add(
          new Measure(
              "lodestar.table.rows", "Visible rows", labels, table.statistics().rowCount()));
      found.add(
          new Measure(
              "lodestar.table.bytes",
              "Bytes of visible segments",
              labels,
              table.statistics().sizeBytes()));
      found.add(
          new Measure(
              "lodestar.table.segments",
              "Visible segments",
              labels,
              table.statistics().segmentCount()));
    }
    return found;
  }
}
