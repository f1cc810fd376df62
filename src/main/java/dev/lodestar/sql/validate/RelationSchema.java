package dev.lodestar.sql.validate;

import dev.lodestar.data.Column;
import dev.lodestar.sql.Relation;
import dev.lodestar.sql.type.DruidTypes;
import dev.lodestar.sql.type.MultiValues;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.schema.Table;
import org.apache.calcite.schema.impl.AbstractSchema;
import org.apache.calcite.schema.impl.AbstractTable;
import org.apache.calcite.schema.lookup.LikePattern;
import org.apache.calcite.schema.lookup.Lookup;
import org.apache.calcite.schema.lookup.Named;
import org.jspecify.annotations.Nullable;

/** The tables of the caller; nothing is listed, names are asked for one by one. */
final class RelationSchema extends AbstractSchema {
  private final Lookup<Table> tables;

  RelationSchema(Function<String, Optional<Relation>> relations) {
    this.tables = new RelationLookup(relations);
  }

  @Override
  public Lookup<Table> tables() {
    return tables;
  }

  private record RelationLookup(Function<String, Optional<Relation>> relations)
      implements Lookup<Table> {
    @Override
    public @Nullable Table get(String name) {
      return relations.apply(name).map(RelationTable::new).orElse(null);
    }

    @Override
    public @Nullable Named<Table> getIgnoreCase(String name) {
      Table table = get(name);
      return table == null ? null : new Named<>(name, table);
    }

    @Override
    public Set<String> getNames(LikePattern pattern) {
      return Set.of();
    }
  }

  private static final class RelationTable extends AbstractTable {
    private final Relation relation;

    RelationTable(Relation relation) {
      this.relation = relation;
    }

    @Override
    public RelDataType getRowType(RelDataTypeFactory factory) {
      RelDataTypeFactory.Builder row = factory.builder();
      for (Column column : relation.columns()) {
        row.add(
            column.name(),
            relation.multiValues().contains(column.name())
                ? MultiValues.type()
                : DruidTypes.of(factory, column));
      }
      return row.build();
    }
  }
}
