package dev.lodestar.sql;

import java.util.List;
import java.util.Objects;

/** A relation by the schema that holds it and its own name; both compare exactly. */
public record RelationName(String schema, String name) {
  /** The schema of the user's tables, which need not be written. */
  public static final String TABLES = "druid";

  /** The schema of lookups, each a relation of keys and values. */
  public static final String LOOKUPS = "lookup";

  /** The schemas beside it, all of which exist even when nothing is in them. */
  public static final List<String> OTHER_SCHEMAS =
      List.of("INFORMATION_SCHEMA", LOOKUPS, "sys", "view");

  public RelationName {
    Objects.requireNonNull(schema, "schema");
    Objects.requireNonNull(name, "name");
  }

  public boolean isTable() {
    return schema.equals(TABLES);
  }

  public boolean isLookup() {
    return schema.equals(LOOKUPS);
  }

  @Override
  public String toString() {
    return schema + "." + name;
  }
}
