package dev.lodestar.streams;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.lodestar.data.Column;
import dev.lodestar.data.DataType;
import dev.lodestar.jobs.PreparedStream;
import dev.lodestar.tables.ColumnName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the fields of records that nobody declared, and the narrowest type that holds all values
 * that were seen of each. Used by one thread.
 *
 * <p>Source: data-plane specification, 2.6.
 */
final class SchemaDiscovery {
  private static final JsonFactory JSON = new JsonFactory();

  /** As many columns as a table may have. */
  private static final int COLUMNS_MAX = 1_000;

  private final PreparedStream job;
  private final Set<String> ignored = new HashSet<>();
  private final Set<String> foldedNames = new HashSet<>();
  private final Map<String, FieldShape> found = new LinkedHashMap<>();
  private List<Column> columns = List.of();

  SchemaDiscovery(PreparedStream job) {
    this.job = job;
    for (Column field : job.spec().connection().inputSchema()) {
      ignored.add(field.name());
      foldedNames.add(ColumnName.folded(field.name()));
    }
    for (Column column : job.table().columns()) {
      foldedNames.add(ColumnName.folded(column.name()));
    }
  }

  /**
   * The fields that were found, in the order in which they came; the same object if none is new.
   */
  List<Column> columns() {
    List<Column> now =
        found.entrySet().stream()
            .filter(field -> field.getValue() != FieldShape.NOTHING)
            .filter(field -> !isUnfit(field.getValue().type()))
            .map(field -> new Column(field.getKey(), field.getValue().type()))
            .toList();
    if (!now.equals(columns)) {
      columns = now;
    }
    return columns;
  }

  /** No dimension of an aggregate table is JSON. */
  private boolean isUnfit(DataType type) {
    return job.table().spec().isAggregate() && type.storage() == DataType.Storage.JSON;
  }

  /** Looks at one record; what is not JSON is left to those who count it. */
  void look(byte[] line, int length) {
    List<Seen> seen = new ArrayList<>();
    try (JsonParser parser = JSON.createParser(line, 0, length)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return;
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        if (ignored.contains(name)) {
          parser.skipChildren();
        } else {
          seen.add(new Seen(name, FieldShape.read(parser)));
        }
      }
    } catch (IOException e) {
      return; // An unreadable record tells nothing about fields.
    }
    seen.forEach(this::add);
  }

  private record Seen(String name, FieldShape shape) {}

  private void add(Seen seen) {
    FieldShape known = found.get(seen.name());
    if (known != null) {
      found.put(seen.name(), known.with(seen.shape()));
    } else if (isWanted(seen.name())) {
      found.put(seen.name(), seen.shape());
    } else {
      ignored.add(seen.name());
    }
  }

  private boolean isWanted(String name) {
    boolean isColumn = job.table().column(name).isPresent();
    boolean fits = job.becomesColumn(name) && found.size() < COLUMNS_MAX;
    // A name that another one differs from only in case cannot be stored beside it.
    return fits && (foldedNames.add(ColumnName.folded(name)) || isColumn);
  }
}
