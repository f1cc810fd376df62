package dev.lodestar.sql.parse;

import dev.lodestar.sql.LookupNames;
import dev.lodestar.sql.RelationName;
import java.util.HashSet;
import java.util.Set;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlCharStringLiteral;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

/** Finds the lookups in a parse tree: {@code LOOKUP(x, 'name')} and {@code lookup.name}. */
public final class LookupMentions extends SqlBasicVisitor<@Nullable Void> {
  private static final String FUNCTION = "LOOKUP";

  private final Set<String> names = new HashSet<>();
  private final Set<Integer> parameters = new HashSet<>();

  private LookupMentions() {}

  public static LookupNames of(SqlNode tree) {
    LookupMentions mentions = new LookupMentions();
    tree.accept(mentions);
    return new LookupNames(mentions.names, mentions.parameters);
  }

  @Override
  public @Nullable Void visit(SqlIdentifier identifier) {
    int parts = identifier.names.size();
    if (parts > 1 && identifier.names.get(parts - 2).equals(RelationName.LOOKUPS)) {
      names.add(identifier.names.getLast());
    }
    return null;
  }

  @Override
  public @Nullable Void visit(SqlCall call) {
    if (call.getOperator().getName().equalsIgnoreCase(FUNCTION) && call.operandCount() > 1) {
      if (call.operand(1) instanceof SqlCharStringLiteral name) {
        names.add(name.getValueAs(String.class));
      } else if (call.operand(1) instanceof SqlDynamicParam parameter) {
        parameters.add(parameter.getIndex());
      }
    }
    return super.visit(call);
  }
}
