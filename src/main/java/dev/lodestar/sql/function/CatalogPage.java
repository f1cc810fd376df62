package dev.lodestar.sql.function;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The catalog as the page docs/FUNCTIONS.md. */
public final class CatalogPage {
  private static final String HEAD =
      """
      # Functions

      Every operator and function that Lodestar's Druid SQL has, made from the catalog in
      `dev.lodestar.sql.function`: do not edit. After a change of the catalog run
      `mvn test -Dtest=FunctionsPageTest -Dlodestar.regenerate=true`.

      **P** = NULL when any operand is NULL. Each example is run by a test; those of aggregates and
      windows read a table `example` with the rows `(x, s)` = `(1, 'a')`, `(2, 'b')`, `(4, 'b')`,
      `(NULL, NULL)`, one day apart from 2024-01-01. Square brackets hold what may be left out.
      """;

  private CatalogPage() {}

  /** The page of these functions, in their order. */
  public static String of(List<DruidFunction> functions) {
    Map<String, List<DruidFunction>> sections =
        functions.stream()
            .collect(
                Collectors.groupingBy(
                    DruidFunction::section, LinkedHashMap::new, Collectors.toList()));
    return HEAD
        + sections.entrySet().stream()
            .map(section -> section(section.getKey(), section.getValue()))
            .collect(Collectors.joining())
        + missing();
  }

  private static String missing() {
    return """

        ## Missing

        A call of one of these says that it is not supported.

        | Function | Why |
        |---|---|
        """
        + MissingFunctions.ALL.stream()
            .map(missing -> "| `%s` | %s |\n".formatted(missing.name(), missing.reason()))
            .collect(Collectors.joining());
  }

  private static String section(String name, List<DruidFunction> functions) {
    return """

        ## %s

        | Function | Returns | NULL | Example | Value |
        |---|---|---|---|---|
        """
            .formatted(name)
        + functions.stream().map(CatalogPage::line).collect(Collectors.joining());
  }

  private static String line(DruidFunction function) {
    return "| `%s` | %s | %s | `%s` | `%s` |\n"
        .formatted(
            cell(signature(function)),
            cell(function.returns()),
            cell(function.nulls()),
            cell(function.example().select()),
            cell(function.example().value()));
  }

  private static String signature(DruidFunction function) {
    String aliases =
        function.operators().stream()
            .skip(1)
            .map(operator -> operator.getName())
            .filter(name -> !function.signature().startsWith(name + "("))
            .collect(Collectors.joining(", "));
    return aliases.isEmpty() ? function.signature() : function.signature() + "; " + aliases;
  }

  private static String cell(String text) {
    return text.replace("|", "\\|");
  }
}
