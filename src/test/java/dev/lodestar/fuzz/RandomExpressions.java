package dev.lodestar.fuzz;

import dev.lodestar.sql.function.DruidFunction;
import dev.lodestar.sql.function.FunctionCatalog;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.sql.SqlSyntax;

/**
 * Grows expressions of every declared function and operator, over operands that mostly have the
 * wrong type or an edge value.
 */
final class RandomExpressions {
  private static final List<String> TEXTS =
      List.of(
          "''",
          "'a'",
          "'A b'",
          "'%'",
          "'_'",
          "'\\'",
          "'it''s'",
          "'('",
          "'[^,]+'",
          "'(?<=a)b'",
          "'$1'",
          "'%s %d'",
          "'%q'",
          "'1'",
          "'-1.5'",
          "'1e400'",
          "'NaN'",
          "'true'",
          "'2024-01-01'",
          "'2024-02-30T25:00:00Z'",
          "'2000-01-01 00:00:00'",
          "'+292278994-08-17T07:12:55.807Z'",
          "'P1D'",
          "'PT1H'",
          "'P1DT1H'",
          "'P-1Y'",
          "'P999999999Y'",
          "'PT'",
          "'day'",
          "'hour'",
          "'EPOCH'",
          "'UTC'",
          "'America/Los_Angeles'",
          "'+25:00'",
          "'Mars/Base'",
          "'yyyy-MM-dd'",
          "'YYYYQQ'",
          "'2024-01-01/P1M'",
          "'2024-01-01/2023-01-01'",
          "'1.2.3.4'",
          "'1.2.3.4/99'",
          "'::1/200'",
          "'$.a'",
          "'$.a[-1]'",
          "'$..*'",
          "'$.'",
          "'{\"a\":[1,null,{\"b\":2}]}'",
          "'{'",
          "'AgMDAAAazJMCAAAAAACAPzz9j7pWTMdROWGf15uY1nI='",
          "'HLLSketch'",
          "U&'\\00e9\\d83d\\de00'",
          "U&'a\\0000b'",
          "'日本語😀'");
  private static final List<String> NUMBERS =
      List.of(
          "0",
          "1",
          "-1",
          "2",
          "3",
          "10",
          "63",
          "64",
          "100",
          "2147483647",
          "-2147483648",
          "2147483648",
          "9223372036854775807",
          "-9223372036854775808",
          "0.0",
          "-0.0",
          "0.5",
          "1.5",
          "-2.5",
          "1e-300",
          "1e300",
          "1e18",
          "(0.0 / 0)",
          "(1.0 / 0)",
          "(-1.0 / 0)",
          "123456789.987654321",
          "CAST(1.1 AS FLOAT)");
  private static final List<String> TIMES =
      List.of(
          "__time",
          "CURRENT_TIMESTAMP",
          "CURRENT_DATE",
          "TIMESTAMP '2000-01-01 00:00:00'",
          "TIMESTAMP '1969-12-31 23:59:59.999'",
          "TIMESTAMP '0001-01-01 00:00:00'",
          "TIMESTAMP '9999-12-31 23:59:59'",
          "DATE '2024-02-29'",
          "MILLIS_TO_TIMESTAMP(9223372036854775807)",
          "MILLIS_TO_TIMESTAMP(-62135596800001)",
          "CAST(-1 AS TIMESTAMP)");
  private static final List<String> LISTS =
      List.of(
          "ARRAY[]",
          "ARRAY[NULL]",
          "ARRAY[1, NULL, 3]",
          "ARRAY['a', '']",
          "ARRAY[1.5, 2]",
          "ARRAY[ARRAY[1], ARRAY[2]]",
          "MV_TO_ARRAY(tags)",
          "words",
          "longs");
  private static final List<String> CONSTANTS =
      List.of("NULL", "TRUE", "FALSE", "UNKNOWN", "PI", "*", "?", "1 = NULL");
  private static final List<String> TYPES =
      List.of(
          "VARCHAR",
          "CHAR",
          "VARCHAR(1)",
          "BIGINT",
          "INTEGER",
          "TINYINT",
          "DOUBLE",
          "FLOAT",
          "REAL",
          "DECIMAL(5, 2)",
          "BOOLEAN",
          "TIMESTAMP",
          "TIMESTAMP(9)",
          "DATE",
          "TIME",
          "BINARY",
          "VARCHAR ARRAY",
          "BIGINT ARRAY",
          "INTERVAL DAY",
          "ANY",
          "MAP<VARCHAR, BIGINT>");
  private static final List<String> UNITS =
      List.of(
          "SECOND",
          "MINUTE",
          "HOUR",
          "DAY",
          "WEEK",
          "MONTH",
          "QUARTER",
          "YEAR",
          "EPOCH",
          "DOW",
          "ISODOW",
          "DOY",
          "ISOYEAR",
          "DECADE",
          "CENTURY",
          "MILLENNIUM",
          "MILLISECOND",
          "MICROSECOND",
          "NANOSECOND",
          "SQL_TSI_DAY");
  private static final List<String> INTERVALS =
      List.of(
          "INTERVAL '1' DAY",
          "INTERVAL '-1' MONTH",
          "INTERVAL '1-2' YEAR TO MONTH",
          "INTERVAL '1 02:03:04.5' DAY TO SECOND",
          "INTERVAL '99' YEAR",
          "INTERVAL '1' WEEK",
          "INTERVAL '1' QUARTER",
          "INTERVAL 'x' DAY",
          "INTERVAL '100' SECOND");
  private static final List<String> OPERATORS =
      List.of(
          "+",
          "-",
          "*",
          "/",
          "%",
          "||",
          "=",
          "<>",
          "<",
          "<=",
          ">",
          ">=",
          "AND",
          "OR",
          "IS DISTINCT FROM",
          "IS NOT DISTINCT FROM",
          "LIKE",
          "NOT LIKE",
          "SIMILAR TO",
          "NOT SIMILAR TO",
          "MEMBER OF",
          "OVERLAPS",
          "CONTAINS",
          "IN",
          "<=>",
          "!=");
  private static final List<String> TESTS =
      List.of(
          "IS NULL",
          "IS NOT NULL",
          "IS TRUE",
          "IS NOT FALSE",
          "IS UNKNOWN",
          "IS JSON",
          "IS A SET",
          "IS EMPTY");
  private static final List<String> EXAMPLES =
      FunctionCatalog.druid().functions().stream()
          .map(function -> function.example().select())
          .filter(example -> !example.contains(" FROM example"))
          .toList();
  private static final Pattern CONSTANT =
      Pattern.compile(
          "(?<time>(?:TIMESTAMP|DATE) '[^']*')|(?<text>'[^']*')|(?<number>\\b\\d[\\d.]*\\b)");
  private static final List<String> NAMES =
      FunctionCatalog.druid().functions().stream()
          .map(DruidFunction::operators)
          .flatMap(List::stream)
          .filter(operator -> operator.getSyntax() == SqlSyntax.FUNCTION)
          .map(operator -> operator.getName())
          .filter(name -> name.matches("\\w+"))
          .distinct()
          .toList();

  private final SplittableRandom random;
  private final List<String> columns;

  RandomExpressions(SplittableRandom random, List<String> columns) {
    this.random = random;
    this.columns = columns;
  }

  String pick(List<String> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  /** An expression of calls nested at most so deep. */
  String expression(int depth) {
    if (depth <= 0) {
      return leaf();
    }
    return switch (random.nextInt(20)) {
      case 0, 1 -> leaf();
      case 2, 3, 4, 5 -> call(depth);
      case 14, 15, 16, 17, 18, 19 -> example(depth);
      case 6, 7 -> "(%s %s %s)".formatted(operand(depth), pick(OPERATORS), operand(depth));
      case 8 -> "CAST(%s AS %s)".formatted(operand(depth), pick(TYPES));
      case 9 -> "(%s %s)".formatted(operand(depth), pick(TESTS));
      case 10 -> choice(depth);
      case 11 -> time(depth);
      case 12 -> "(%s%s IN (%s))".formatted(operand(depth), maybe(" NOT"), operands(depth, 4));
      default -> special(depth);
    };
  }

  private String operand(int depth) {
    return expression(depth - 1);
  }

  private String operands(int depth, int max) {
    List<String> operands = new ArrayList<>();
    for (int i = random.nextInt(max); i >= 0; i--) {
      operands.add(operand(depth));
    }
    return String.join(", ", operands);
  }

  private String maybe(String words) {
    return random.nextBoolean() ? words : "";
  }

  private String leaf() {
    return switch (random.nextInt(9)) {
      case 0, 1 -> pick(TEXTS);
      case 2, 3 -> pick(NUMBERS);
      case 4 -> pick(TIMES);
      case 5 -> random.nextInt(3) == 0 ? pick(LISTS) : pick(columns);
      case 6 -> random.nextInt(3) == 0 ? pick(CONSTANTS) : "NULL";
      default -> pick(columns);
    };
  }

  /** A call of any declared function, aggregates too, with any operands. */
  String call(int depth) {
    String arguments = random.nextInt(12) == 0 ? "" : operands(depth, 3);
    String call = "%s(%s%s)".formatted(pick(NAMES), rarely("DISTINCT "), arguments);
    return call + rarely(" FILTER (WHERE " + operand(depth) + ")");
  }

  /** A function's example with other constants, mostly of the same type. */
  private String example(int depth) {
    return CONSTANT
        .matcher(pick(EXAMPLES))
        .replaceAll(
            constant -> {
              String same =
                  constant.group("time") != null
                      ? pick(TIMES)
                      : constant.group("text") != null ? pick(TEXTS) : pick(NUMBERS);
              return Matcher.quoteReplacement(
                  switch (random.nextInt(8)) {
                    case 0, 1, 2 -> constant.group();
                    case 3, 4, 5 -> same;
                    case 6 -> leaf();
                    default -> "(" + operand(depth) + ")";
                  });
            });
  }

  private String rarely(String words) {
    return random.nextInt(25) == 0 ? words : "";
  }

  private String choice(int depth) {
    return switch (random.nextInt(4)) {
      case 0 ->
          "CASE WHEN %s THEN %s ELSE %s END".formatted(operand(depth), operand(depth), leaf());
      case 1 -> "CASE %s WHEN %s THEN %s END".formatted(operand(depth), leaf(), operand(depth));
      case 2 -> "NULLIF(%s, %s)".formatted(operand(depth), operand(depth));
      default -> "COALESCE(%s)".formatted(operands(depth, 3));
    };
  }

  private String time(int depth) {
    return switch (random.nextInt(7)) {
      case 0 -> "FLOOR(%s TO %s)".formatted(timeOr(depth), pick(UNITS));
      case 1 -> "CEIL(%s TO %s)".formatted(timeOr(depth), pick(UNITS));
      case 2 -> "EXTRACT(%s FROM %s)".formatted(pick(UNITS), timeOr(depth));
      case 3 -> "TIMESTAMPADD(%s, %s, %s)".formatted(pick(UNITS), operand(depth), timeOr(depth));
      case 4 -> "TIMESTAMPDIFF(%s, %s, %s)".formatted(pick(UNITS), timeOr(depth), timeOr(depth));
      case 5 -> "(%s - %s)".formatted(timeOr(depth), pick(INTERVALS));
      default -> "(%s + %s * %s)".formatted(timeOr(depth), leaf(), pick(INTERVALS));
    };
  }

  private String timeOr(int depth) {
    return random.nextInt(4) == 0 ? operand(depth) : pick(TIMES);
  }

  private String special(int depth) {
    return switch (random.nextInt(12)) {
      case 0 ->
          "(%s%s BETWEEN %s%s AND %s)"
              .formatted(
                  operand(depth), maybe(" NOT"), rarely("SYMMETRIC "), operand(depth), leaf());
      case 1 -> "(%s LIKE %s ESCAPE %s)".formatted(operand(depth), pick(TEXTS), pick(TEXTS));
      case 2 -> "TRIM(BOTH %s FROM %s)".formatted(operand(depth), operand(depth));
      case 3 -> "POSITION(%s IN %s FROM %s)".formatted(operand(depth), operand(depth), leaf());
      case 4 -> "SUBSTRING(%s FROM %s FOR %s)".formatted(operand(depth), leaf(), leaf());
      case 5 -> "ARRAY[%s]".formatted(operands(depth, 3));
      case 6 -> "JSON_VALUE(%s, %s RETURNING %s)".formatted(leaf(), pick(TEXTS), pick(TYPES));
      case 7 -> "JSON_OBJECT(KEY %s VALUE %s)".formatted(leaf(), operand(depth));
      case 8 -> "(- %s)".formatted(operand(depth));
      case 9 -> "(NOT %s)".formatted(operand(depth));
      case 10 -> "((%s), %s)".formatted(leaf(), operand(depth));
      default -> "%s[%s]".formatted(operand(depth), leaf());
    };
  }
}
