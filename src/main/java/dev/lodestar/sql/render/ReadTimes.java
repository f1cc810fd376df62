package dev.lodestar.sql.render;

import dev.lodestar.data.Column;
import dev.lodestar.data.Interval;
import dev.lodestar.error.ServiceException;
import dev.lodestar.sql.RelationName;
import dev.lodestar.sql.SqlSettings;
import dev.lodestar.sql.function.Literals;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlIntervalLiteral;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNumericLiteral;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.fun.SqlBetweenOperator;
import org.apache.calcite.sql.type.SqlTypeFamily;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.util.NlsString;
import org.jspecify.annotations.Nullable;

/**
 * Which times of its tables' rows a statement can find, so that segments of other times need not be
 * opened.
 *
 * <p>Where a table stands in FROM, also within joins, only rows for which WHERE holds come out of
 * the SELECT, so what WHERE says of the table's own {@code __time} bounds what is read there. A
 * table has the times of all places where it stands. What is not understood bounds nothing.
 */
public final class ReadTimes extends SqlBasicVisitor<@Nullable Void> {
  private static final Set<SqlTypeName> TIMES = Set.of(SqlTypeName.TIMESTAMP, SqlTypeName.DATE);
  private static final long ZONES_MILLIS = Duration.ofDays(1).toMillis();
  private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();
  private static final Range EVERYTHING = new Range(Long.MIN_VALUE, Long.MAX_VALUE);

  private final SqlSettings settings;
  private final Map<String, Range> read = new HashMap<>();
  private final Set<SqlNode> bounded = Collections.newSetFromMap(new IdentityHashMap<>());

  private ReadTimes(SqlSettings settings) {
    this.settings = settings;
  }

  /** Half-open, in milliseconds since the epoch. */
  private record Range(long start, long end) {
    Range and(Range other) {
      return new Range(Math.max(start, other.start), Math.min(end, other.end));
    }

    Range or(Range other) {
      return new Range(Math.min(start, other.start), Math.max(end, other.end));
    }

    Optional<Interval> interval() {
      return equals(EVERYTHING) || start >= end
          ? Optional.empty()
          : Optional.of(new Interval(Instant.ofEpochMilli(start), Instant.ofEpochMilli(end)));
    }
  }

  /** The times of each table, by its name; tables of which everything is read are left out. */
  public static Map<String, Interval> of(Validated validated) {
    ReadTimes times = new ReadTimes(validated.settings());
    validated.root().accept(times);
    Map<String, Interval> found = new HashMap<>();
    times.read.forEach(
        (table, range) -> range.interval().ifPresent(interval -> found.put(table, interval)));
    return found;
  }

  @Override
  public @Nullable Void visit(SqlCall call) {
    if (call instanceof SqlSelect select && select.getFrom() != null) {
      Map<String, SqlIdentifier> tables = new LinkedHashMap<>();
      collect(select.getFrom(), tables);
      SqlNode where = select.getWhere();
      tables.forEach(
          (alias, table) -> {
            bounded.add(table);
            add(table, where == null ? EVERYTHING : range(where, alias));
          });
    }
    return super.visit(call);
  }

  /** Any table that stands elsewhere is read as a whole. */
  @Override
  public @Nullable Void visit(SqlIdentifier name) {
    if (isTable(name) && !bounded.contains(name)) {
      add(name, EVERYTHING);
    }
    return null;
  }

  private static boolean isTable(SqlIdentifier name) {
    int parts = name.names.size();
    return parts > 1 && name.names.get(parts - 2).equals(RelationName.TABLES);
  }

  private void add(SqlIdentifier table, Range range) {
    read.merge(table.names.getLast(), range, Range::or);
  }

  private static void collect(SqlNode from, Map<String, SqlIdentifier> tables) {
    switch (from.getKind()) {
      case JOIN -> {
        collect(((SqlJoin) from).getLeft(), tables);
        collect(((SqlJoin) from).getRight(), tables);
      }
      case AS -> {
        SqlCall as = (SqlCall) from;
        // With names for the columns, "__time" may be another one.
        if (as.operandCount() == 2 && as.operand(0) instanceof SqlIdentifier table) {
          put(((SqlIdentifier) as.operand(1)).getSimple(), table, tables);
        }
      }
      case IDENTIFIER -> put(((SqlIdentifier) from).names.getLast(), (SqlIdentifier) from, tables);
      default -> {}
    }
  }

  private static void put(String alias, SqlIdentifier table, Map<String, SqlIdentifier> tables) {
    if (isTable(table)) {
      tables.put(alias, table);
    }
  }

  private Range range(SqlNode condition, String alias) {
    if (!(condition instanceof SqlCall call)) {
      return EVERYTHING;
    }
    return switch (call.getKind()) {
      case AND -> range(call.operand(0), alias).and(range(call.operand(1), alias));
      case OR -> range(call.operand(0), alias).or(range(call.operand(1), alias));
      case BETWEEN -> between(call, alias);
      case LESS_THAN, LESS_THAN_OR_EQUAL, GREATER_THAN, GREATER_THAN_OR_EQUAL, EQUALS ->
          comparison(call, alias);
      case OTHER_FUNCTION -> inInterval(call, alias);
      default -> EVERYTHING;
    };
  }

  private Range between(SqlCall call, String alias) {
    SqlBetweenOperator operator = (SqlBetweenOperator) call.getOperator();
    return operator.isNegated()
            || operator.flag != SqlBetweenOperator.Flag.ASYMMETRIC
            || !isTime(call.operand(0), alias)
        ? EVERYTHING
        : compared(SqlKind.GREATER_THAN_OR_EQUAL, call.operand(1))
            .and(compared(SqlKind.LESS_THAN_OR_EQUAL, call.operand(2)));
  }

  private Range comparison(SqlCall call, String alias) {
    if (isTime(call.operand(0), alias)) {
      return compared(call.getKind(), call.operand(1));
    }
    return isTime(call.operand(1), alias)
        ? compared(call.getKind().reverse(), call.operand(0))
        : EVERYTHING;
  }

  private static boolean isTime(SqlNode node, String alias) {
    return node instanceof SqlIdentifier name
        && name.names.size() > 1
        && name.names.getLast().equals(Column.TIME)
        && name.names.get(name.names.size() - 2).equals(alias);
  }

  private Range compared(SqlKind kind, SqlNode other) {
    OptionalLong known = millis(other);
    if (known.isEmpty()) {
      return EVERYTHING;
    }
    long time = known.getAsLong();
    return switch (kind) {
      case LESS_THAN -> new Range(Long.MIN_VALUE, time);
      case LESS_THAN_OR_EQUAL -> new Range(Long.MIN_VALUE, time + 1);
      case GREATER_THAN -> new Range(time + 1, Long.MAX_VALUE);
      case GREATER_THAN_OR_EQUAL -> new Range(time, Long.MAX_VALUE);
      case EQUALS -> new Range(time, time + 1);
      default -> EVERYTHING;
    };
  }

  /** Its text may be on the wall clock of a zone. */
  private Range inInterval(SqlCall call, String alias) {
    if (!call.getOperator().getName().equals("TIME_IN_INTERVAL")
        || !isTime(call.operand(0), alias)
        || !(call.operand(1) instanceof SqlLiteral literal)
        || !(literal.getValue() instanceof NlsString text)) {
      return EVERYTHING;
    }
    try {
      Interval interval = Interval.parse(text.getValue(), "interval");
      long zone = settings.timeZone().equals(ZoneOffset.UTC) ? 0 : ZONES_MILLIS;
      return new Range(
          interval.start().toEpochMilli() - zone, interval.end().toEpochMilli() + zone);
    } catch (ServiceException e) {
      return EVERYTHING; // Whoever prints it says what is wrong with it.
    }
  }

  /** A time that is known before the statement runs, in some zone. */
  private OptionalLong millis(SqlNode node) {
    if (node instanceof SqlLiteral literal && TIMES.contains(literal.getTypeName())) {
      return OptionalLong.of(Literals.toInstant(literal, settings.timeZone()).toEpochMilli());
    }
    if (!(node instanceof SqlCall call)) {
      return OptionalLong.empty();
    }
    if (isNow(call)) {
      return OptionalLong.of(settings.now().toEpochMilli());
    }
    if (isTimeCast(call)) {
      return millis(call.operand(0));
    }
    String name = call.getOperator().getName();
    if (name.equals("MILLIS_TO_TIMESTAMP")) {
      return call.operand(0) instanceof SqlNumericLiteral number
          ? small(number.bigDecimalValue())
          : OptionalLong.empty();
    }
    boolean isSum = call.getKind() == SqlKind.PLUS || call.getKind() == SqlKind.MINUS;
    return isSum && call.operandCount() == 2
        ? shifted(call.operand(0), call.operand(1), call.getKind() == SqlKind.PLUS ? 1 : -1)
        : OptionalLong.empty();
  }

  private static boolean isNow(SqlCall call) {
    return call.operandCount() == 0 && call.getOperator().getName().equals("CURRENT_TIMESTAMP");
  }

  /** The validator makes literals as precise as columns. */
  private static boolean isTimeCast(SqlCall call) {
    return call.getKind() == SqlKind.CAST
        && call.operand(1) instanceof SqlDataTypeSpec type
        && type.getTypeName().getSimple().equals(SqlTypeName.TIMESTAMP.getName());
  }

  private static OptionalLong small(@Nullable BigDecimal number) {
    return number == null || number.abs().compareTo(BigDecimal.valueOf(1L << 60)) > 0
        ? OptionalLong.empty()
        : OptionalLong.of(number.longValue());
  }

  /** Months have several lengths, so only days and less count. */
  private OptionalLong shifted(SqlNode time, SqlNode by, int sign) {
    if (!(by instanceof SqlIntervalLiteral interval)
        || interval.getTypeName().getFamily() == SqlTypeFamily.INTERVAL_YEAR_MONTH) {
      return OptionalLong.empty();
    }
    OptionalLong base = millis(time);
    long millis = interval.getValueAs(Long.class);
    return base.isEmpty() || Math.abs(millis) > 1_000_000 * DAY_MILLIS
        ? OptionalLong.empty()
        : OptionalLong.of(base.getAsLong() + sign * millis);
  }
}
