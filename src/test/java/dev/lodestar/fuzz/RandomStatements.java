package dev.lodestar.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Grows statements from the grammar over one table; most of them make no sense. */
public final class RandomStatements {
  private static final int DEPTH = 3;
  private static final String MARKS = "'\"()[]{},;.*-+/\\?:$&|<>=!@#%^~` \n\t";
  private static final List<String> JOINS =
      List.of("JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN", "CROSS JOIN", "NATURAL JOIN", ",");
  private static final List<String> FRAMES =
      List.of(
          "",
          "ROWS UNBOUNDED PRECEDING",
          "ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING",
          "ROWS BETWEEN 5 FOLLOWING AND 1 PRECEDING",
          "RANGE BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING",
          "RANGE BETWEEN 1 PRECEDING AND CURRENT ROW",
          "ROWS BETWEEN NULL PRECEDING AND CURRENT ROW");
  private static final List<String> SETTINGS =
      List.of(
          "SET sqlTimeZone = 'America/Los_Angeles'; ",
          "SET sqlTimeZone = 'Nowhere'; ",
          "SET sqlOuterLimit = 1; ",
          "SET timeout = 20000; ",
          "SET x.y = NULL; ",
          "SET sqlOuterLimit = 'a'; ");

  private final SplittableRandom random;
  private final String table;
  private final RandomExpressions expressions;

  /**
   * Makes a source of statements.
   *
   * @param table as SQL names it
   * @param columns of the table, as SQL names them
   */
  public RandomStatements(SplittableRandom random, String table, List<String> columns) {
    this.random = random;
    this.table = table;
    this.expressions = new RandomExpressions(random, columns);
  }

  /** Statements at the limits of size and depth. */
  public List<String> extremes() {
    String many = "1, ".repeat(10_000) + "2";
    return List.of(
        "SELECT COUNT(*) FROM %s WHERE \"id\" IN (%s)".formatted(table, many),
        "SELECT COUNT(*) FROM %s WHERE \"id\" IN (%s, NULL, 'x', 1.5)".formatted(table, many),
        "SELECT ARRAY[%s]".formatted(many),
        "SELECT %s".formatted(many),
        "SELECT " + "(".repeat(250) + "1" + ")".repeat(250),
        "SELECT " + "ABS(".repeat(90) + "1" + ")".repeat(90),
        "SELECT " + "CONCAT('a', ".repeat(95) + "'b'" + ")".repeat(95),
        "SELECT " + "COALESCE(".repeat(90) + "id" + ")".repeat(90) + " FROM " + table,
        "SELECT " + "- ".repeat(3_000) + "1",
        "SELECT " + "NOT ".repeat(3_000) + "TRUE",
        "SELECT 1" + " + 1".repeat(390),
        "SELECT 1" + " + 1".repeat(100_000),
        "SELECT id" + " || id".repeat(300) + " FROM " + table,
        "SELECT 1 WHERE 1 = 1" + " OR 1 = 2".repeat(2_000),
        "SELECT '" + "x".repeat(1_000_000) + "'",
        "SELECT '" + "x".repeat(1_100_000) + "'",
        "SELECT LENGTH('" + "é".repeat(300_000) + "')",
        "SELECT \"" + "x".repeat(100_000) + "\"",
        "SELECT 1 /*" + "x".repeat(500_000),
        "SELECT * FROM ".repeat(80) + table,
        "SELECT * FROM (".repeat(60) + "SELECT 1" + ")".repeat(60),
        "SELECT 1" + " UNION ALL SELECT 1".repeat(300),
        "WITH " + "a AS (SELECT 1), ".repeat(300) + "b AS (SELECT 2) SELECT * FROM b",
        "SELECT " + "CASE WHEN 1 = 2 THEN 1 ELSE ".repeat(90) + "2" + " END".repeat(90),
        "SELECT REPEAT('x', 16777216), LPAD('x', 16777217), REPEAT(REPEAT('x', 100000), 100000)",
        "SELECT REGEXP_LIKE('" + "a".repeat(30) + "', '(a+)+b')",
        "SELECT COUNT(*) FROM " + (table + ", ").repeat(12) + table,
        "SET a = 1; ".repeat(500) + "SELECT 1",
        "SELECT 1;" + " ;".repeat(1_000));
  }

  public String next() {
    return switch (random.nextInt(20)) {
      case 0 -> expressions.pick(SETTINGS) + query(DEPTH);
      case 1 -> "EXPLAIN PLAN FOR " + query(DEPTH);
      case 2 -> ingestion();
      case 3 -> "WITH c AS (%s) SELECT * FROM c, c AS d".formatted(query(1));
      case 4 -> "%s %s %s".formatted(query(1), setOperator(), query(1));
      case 5 -> "VALUES (%s), (%s)".formatted(expression(), expression());
      case 6, 7, 8 -> "SELECT " + expression();
      case 9, 10, 11 -> "SELECT %s FROM %s".formatted(expression(), table);
      case 12 -> garbage();
      default -> query(DEPTH);
    };
  }

  private String expression() {
    return expressions.expression(1 + random.nextInt(DEPTH));
  }

  private String query(int depth) {
    StringBuilder sql = new StringBuilder(rarely("SELECT DISTINCT ", "SELECT "));
    sql.append(list(depth)).append(" FROM ").append(from(depth));
    if (random.nextBoolean()) {
      sql.append(" WHERE ").append(expression());
    }
    if (random.nextInt(3) == 0) {
      sql.append(" GROUP BY ").append(grouping());
    }
    if (random.nextInt(8) == 0) {
      sql.append(" HAVING ").append(expression());
    }
    if (random.nextInt(3) == 0) {
      sql.append(" ORDER BY ").append(random.nextBoolean() ? "1 DESC NULLS LAST" : expression());
    }
    return sql + rarely(" LIMIT 9223372036854775807 OFFSET 3", " LIMIT 5");
  }

  private String rarely(String seldom, String often) {
    return random.nextInt(8) == 0 ? seldom : often;
  }

  private String list(int depth) {
    List<String> items = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      items.add(item(depth, i));
    }
    return String.join(", ", items);
  }

  private String item(int depth, int index) {
    return switch (random.nextInt(8)) {
      case 0 -> "*";
      case 1 -> expression() + " AS c" + index;
      case 2 -> expressions.call(1) + window();
      case 3 -> depth > 0 ? "(" + query(depth - 1) + ")" : "1";
      case 4 -> "COUNT(DISTINCT " + expression() + ")";
      case 5 -> "SUM(" + expression() + ")";
      default -> expression();
    };
  }

  private String window() {
    return " OVER (PARTITION BY %s ORDER BY %s %s)"
        .formatted(expressions.expression(0), expressions.expression(0), expressions.pick(FRAMES));
  }

  private String from(int depth) {
    return switch (depth <= 0 ? 7 : random.nextInt(8)) {
      case 0 -> "(" + query(depth - 1) + ") AS q";
      case 1 ->
          "%s %s %s AS r%s"
              .formatted(table, expressions.pick(JOINS), table, rarely("", " ON " + expression()));
      case 2 -> "%s CROSS JOIN UNNEST(%s) AS u(x)".formatted(table, expression());
      case 3 -> "(VALUES (1, 'a'), (NULL, 'b')) AS v(x, y)";
      case 4 -> "TABLE(APPEND('%s', '%s'))".formatted(bare(), rarely("nothing", bare()));
      case 5 -> rarely("INFORMATION_SCHEMA.COLUMNS", table);
      default -> table;
    };
  }

  private String bare() {
    return table.replace("\"", "");
  }

  private String grouping() {
    return switch (random.nextInt(6)) {
      case 0 -> "1";
      case 1 -> "ROLLUP (%s, %s)".formatted(expression(), expression());
      case 2 -> "CUBE (%s)".formatted(expression());
      case 3 -> "GROUPING SETS ((%s), ())".formatted(expression());
      case 4 -> "1, 2, " + expression();
      default -> expression();
    };
  }

  private String setOperator() {
    return expressions.pick(List.of("UNION ALL", "UNION", "INTERSECT", "EXCEPT", "MINUS"));
  }

  private String ingestion() {
    return expressions.pick(
            List.of(
                "INSERT INTO " + table + " ",
                "EXPLAIN PLAN FOR INSERT INTO " + table + " ",
                "REPLACE INTO " + table + " OVERWRITE ALL ",
                "EXPLAIN PLAN FOR REPLACE INTO "
                    + table
                    + " OVERWRITE WHERE "
                    + expression()
                    + " "))
        + query(1)
        + " PARTITIONED BY "
        + expressions.pick(List.of("ALL", "DAY", "'P1D'", "FLOOR(__time TO WEEK)", expression()));
  }

  /** Characters of all planes, the brackets and quotes of SQL more often than others. */
  private String garbage() {
    StringBuilder text = new StringBuilder(rarely("", "SELECT "));
    for (int i = random.nextInt(60); i >= 0; i--) {
      if (random.nextInt(3) > 0) {
        text.append(MARKS.charAt(random.nextInt(MARKS.length())));
      } else {
        text.appendCodePoint(random.nextInt(0xD800));
      }
    }
    return text.toString();
  }
}
