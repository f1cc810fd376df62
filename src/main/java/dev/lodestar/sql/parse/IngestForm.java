package dev.lodestar.sql.parse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lodestar.data.Column;
import dev.lodestar.data.Granularity;
import dev.lodestar.error.ServiceException;
import dev.lodestar.sql.Overwrite;
import dev.lodestar.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.calcite.avatica.util.TimeUnitRange;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlCharStringLiteral;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlNumericLiteral;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlWith;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.util.Litmus;
import org.jspecify.annotations.Nullable;

/**
 * Takes the grammar's INSERT and REPLACE apart and checks their rules.
 *
 * <p>Source: data-plane specification, 7.2.
 */
final class IngestForm {
  static final int OPERANDS = 6;

  private static final String SCHEMA = "druid";

  private IngestForm() {}

  /**
   * Reads the call that the grammar makes.
   *
   * @param call with the operands table, columns, overwrite, query, granularity, clustering
   */
  static Statement.Ingest of(SqlCall call, Map<String, JsonNode> context) {
    SqlIdentifier target = call.operand(0);
    @Nullable SqlNode columns = call.operand(1);
    if (columns != null) {
      throw SqlFault.notSupported(
          "A list of columns after the table is not supported; name the columns in the SELECT",
          columns.getParserPosition());
    }
    SqlNode query = call.operand(3);
    Optional<Granularity> partitioning =
        Optional.<SqlNode>ofNullable(call.operand(4)).map(IngestForm::granularity);
    checkQuery(query, partitioning);
    Optional<List<String>> clustering =
        Optional.<SqlNodeList>ofNullable(call.operand(5)).map(items -> clustering(items, query));
    return new Statement.Ingest(
        context,
        table(target),
        overwrite(call),
        partitioning,
        clustering,
        TableFunctions.extract(query));
  }

  private static String table(SqlIdentifier target) {
    boolean ours =
        target.isSimple() || (target.names.size() == 2 && target.names.getFirst().equals(SCHEMA));
    if (!ours) {
      throw SqlFault.invalid(
          "Rows can only be written to a table, not to %s".formatted(target),
          target.getParserPosition());
    }
    return target.names.getLast();
  }

  private static Overwrite overwrite(SqlCall call) {
    @Nullable SqlNode overwrite = call.operand(2);
    boolean replace = call.getOperator().getName().equals("REPLACE");
    if (overwrite == null) {
      if (replace) {
        throw SqlFault.invalid(
            "REPLACE needs OVERWRITE ALL or OVERWRITE WHERE after the table",
            call.getParserPosition());
      }
      return new Overwrite.Nothing();
    }
    if (!replace) {
      throw SqlFault.invalid(
          "INSERT takes no OVERWRITE; write REPLACE INTO", overwrite.getParserPosition());
    }
    if (overwrite instanceof SqlLiteral) {
      return new Overwrite.Everything();
    }
    Overwrite.Times times = new Overwrite.Times(TimeRanges.of(overwrite));
    if (times.ranges().isEmpty()) {
      throw SqlFault.invalid(
          "The OVERWRITE WHERE condition is never true", overwrite.getParserPosition());
    }
    return times;
  }

  /** Order within a table comes from CLUSTERED BY; a limit makes sense for one chunk only. */
  private static void checkQuery(SqlNode query, Optional<Granularity> partitioning) {
    if (!SqlKind.QUERY.contains(query.getKind())) {
      throw SqlFault.invalid("INSERT and REPLACE need a query", query.getParserPosition());
    }
    query.accept(new GroupingSets());
    if (!(query instanceof SqlOrderBy ordered)) {
      return;
    }
    boolean limited = ordered.fetch != null || ordered.offset != null;
    if (limited && partitioning.filter(unit -> unit == Granularity.ALL).isEmpty()) {
      throw SqlFault.invalid(
          "LIMIT and OFFSET of an INSERT or REPLACE need PARTITIONED BY ALL",
          ordered.getParserPosition());
    }
    if (!limited && !ordered.orderList.isEmpty()) {
      throw SqlFault.invalid(
          "An INSERT or REPLACE takes no ORDER BY; use CLUSTERED BY",
          ordered.orderList.getParserPosition());
    }
  }

  private static Granularity granularity(SqlNode node) {
    if (node instanceof SqlCharStringLiteral literal) {
      return named(literal.getValueAs(String.class), node);
    }
    if (node instanceof SqlCall call && call.operandCount() == 2 && isTime(call.operand(0))) {
      if (call.getOperator().getName().equalsIgnoreCase("TIME_FLOOR")
          && call.operand(1) instanceof SqlCharStringLiteral period) {
        return named(period.getValueAs(String.class), node);
      }
      if (call.getKind() == SqlKind.FLOOR && call.operand(1) instanceof SqlIntervalQualifier unit) {
        TimeUnitRange range = unit.timeUnitRange;
        return named(range == null ? unit.toString() : range.name(), node);
      }
    }
    throw badGranularity(node);
  }

  private static Granularity named(String name, SqlNode at) {
    String upper = name.toUpperCase(Locale.ROOT);
    if (upper.equals("ALL TIME")) {
      return Granularity.ALL;
    }
    return Arrays.stream(Granularity.values())
        .filter(unit -> unit.name().equals(upper) || unit.period().equals(upper))
        .findFirst()
        .orElseThrow(() -> badGranularity(at));
  }

  private static boolean isTime(SqlNode node) {
    return node instanceof SqlIdentifier name && name.names.getLast().equals(Column.TIME);
  }

  private static ServiceException badGranularity(SqlNode at) {
    return SqlFault.invalid(
        "PARTITIONED BY takes HOUR, DAY, MONTH, YEAR, ALL, a period such as 'PT1H',"
            + " TIME_FLOOR(__time, 'P1D') or FLOOR(__time TO DAY)",
        at.getParserPosition());
  }

  private static List<String> clustering(SqlNodeList items, SqlNode query) {
    List<String> names = new ArrayList<>();
    for (SqlNode item : items) {
      SqlNode node = Objects.requireNonNull(item);
      if (node.getKind() == SqlKind.DESCENDING) {
        throw SqlFault.invalid(
            "Invalid CLUSTERED BY clause [%s]: cannot sort in descending order".formatted(node),
            node.getParserPosition());
      }
      clusteringColumn(node, selected(query)).ifPresent(names::add);
    }
    return names;
  }

  // An expression that is no column of the result orders nothing that anybody can see.
  private static Optional<String> clusteringColumn(SqlNode node, List<Selected> columns) {
    if (node instanceof SqlIdentifier name && !name.isStar()) {
      return Optional.of(name.names.getLast());
    }
    if (node instanceof SqlNumericLiteral number && number.isInteger()) {
      long ordinal = number.longValue(true);
      if (ordinal >= 1 && ordinal <= columns.size()) {
        return Optional.of(columns.get((int) ordinal - 1).name());
      }
      throw SqlFault.invalid(
          "CLUSTERED BY takes numbers of columns that the SELECT lists one by one",
          node.getParserPosition());
    }
    return columns.stream()
        .filter(column -> column.value().equalsDeep(node, Litmus.IGNORE))
        .map(Selected::name)
        .findFirst();
  }

  private record Selected(String name, SqlNode value) {}

  /** The select list; nothing where a star hides how many columns there are. */
  private static List<Selected> selected(SqlNode query) {
    SqlNode body = query instanceof SqlOrderBy ordered ? ordered.query : query;
    body = body instanceof SqlWith with ? with.body : body;
    List<Selected> columns = new ArrayList<>();
    if (!(body instanceof SqlSelect select)) {
      return columns;
    }
    for (SqlNode item : select.getSelectList()) {
      if (item instanceof SqlIdentifier star && star.isStar()) {
        return List.of();
      }
      boolean named = item.getKind() == SqlKind.AS;
      SqlNode label = named ? ((SqlCall) item).operand(1) : item;
      columns.add(
          new Selected(
              label instanceof SqlIdentifier name ? name.names.getLast() : "EXPR$" + columns.size(),
              named ? ((SqlCall) item).operand(0) : item));
    }
    return columns;
  }

  /** Finds what groups rows in more than one way. */
  private static final class GroupingSets extends SqlBasicVisitor<@Nullable Void> {
    @Override
    public @Nullable Void visit(SqlCall call) {
      switch (call.getKind()) {
        case GROUPING_SETS, ROLLUP, CUBE ->
            throw SqlFault.notSupported(
                "GROUPING SETS, ROLLUP and CUBE are not supported in INSERT and REPLACE",
                call.getParserPosition());
        default -> {}
      }
      return super.visit(call);
    }
  }
}
