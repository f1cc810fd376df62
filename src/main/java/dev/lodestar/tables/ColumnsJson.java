package dev.lodestar.tables;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lodestar.data.Column;
import dev.lodestar.data.ColumnRole;
import dev.lodestar.data.DataType;
import dev.lodestar.data.TextLists;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The stored form of lists: columns as {@code [["name","type"],...]}, names as JSON arrays. A text
 * column of a segment that is a list has {@code "list"} as its third item, one with several texts
 * in a row {@code "several"}; a declared column of an aggregate table has its role.
 */
final class ColumnsJson {
  private static final String LIST = "list";
  private static final String SEVERAL = "several";
  private static final ObjectMapper JSON = new ObjectMapper();

  private ColumnsJson() {}

  static String ofColumns(List<Column> columns) {
    return write(columns.stream().map(ColumnsJson::item).toList());
  }

  private static List<String> item(Column column) {
    ColumnRole role = column.role();
    return role == null
        ? List.of(column.name(), column.type().apiName())
        : List.of(column.name(), column.type().apiName(), role.apiName());
  }

  static String ofColumns(List<Column> columns, TextLists lists) {
    List<List<String>> items = new ArrayList<>();
    for (Column column : columns) {
      List<String> item = new ArrayList<>(List.of(column.name(), column.type().apiName()));
      if (lists.stored().contains(column.name())) {
        item.add(lists.several().contains(column.name()) ? SEVERAL : LIST);
      }
      items.add(item);
    }
    return write(items);
  }

  static TextLists toLists(String json) {
    Set<String> stored = new HashSet<>();
    Set<String> several = new HashSet<>();
    for (List<String> item : read(json, new TypeReference<List<List<String>>>() {})) {
      if (item.size() > 2) {
        stored.add(item.get(0));
        if (item.get(2).equals(SEVERAL)) {
          several.add(item.get(0));
        }
      }
    }
    return new TextLists(stored, several);
  }

  static List<Column> toColumns(String json) {
    List<Column> columns = new ArrayList<>();
    for (List<String> pair : read(json, new TypeReference<List<List<String>>>() {})) {
      columns.add(new Column(pair.get(0), DataType.ofApiName(pair.get(1)), role(pair)));
    }
    return List.copyOf(columns);
  }

  private static @Nullable ColumnRole role(List<String> item) {
    return item.size() < 3 || item.get(2).equals(LIST) || item.get(2).equals(SEVERAL)
        ? null
        : ColumnRole.ofApiName(item.get(2));
  }

  static String ofNames(List<String> names) {
    return write(names);
  }

  static List<String> toNames(String json) {
    return read(json, new TypeReference<List<String>>() {});
  }

  static String ofPolicy(StoragePolicy policy) {
    return write(policy);
  }

  static StoragePolicy toPolicy(String json) {
    return read(json, new TypeReference<StoragePolicy>() {});
  }

  static String ofGranularity(QueryGranularity granularity) {
    return write(granularity);
  }

  static QueryGranularity toGranularity(String json) {
    return read(json, new TypeReference<QueryGranularity>() {});
  }

  private static String write(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write a stored list", e);
    }
  }

  private static <T> T read(String json, TypeReference<T> type) {
    try {
      return JSON.readValue(json, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a stored list is not the JSON that was written", e);
    }
  }
}
