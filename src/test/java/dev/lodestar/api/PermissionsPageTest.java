package dev.lodestar.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lodestar.auth.Authentication;
import dev.lodestar.auth.OpenToAll;
import dev.lodestar.auth.Permission;
import dev.lodestar.auth.Requires;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.junit.jupiter.api.Test;

/** Every operation declares what it needs, and docs/PERMISSIONS.md says it. */
class PermissionsPageTest {
  private static final java.nio.file.Path PAGE = java.nio.file.Path.of("docs/PERMISSIONS.md");

  private static final String HEAD =
      """
      # Permissions

      What a key needs for each operation. `PermissionsPageTest` writes this page from the declarations beside the operations
      (`mvn test -Dtest=PermissionsPageTest -Dlodestar.regenerate=true`); `PermissionsTest` tries each of them on each mount.
      The older mounts (`/v2`, `/v1` without a project, `/druid/v2/sql`, `/auth/realms/{org}/apikeys`) need what the paths below
      need. A permission that is granted for `projects/{id}` counts on the paths of that project, and on the project-less paths
      if it is the default one; the paths of keys need one that is granted everywhere.
      `/q/health` and `/q/openapi` need no key: [decision 67](decisions/0067-permissions.md).

      | Operation | Needs | Depending on the request also |
      |---|---|---|
      """;

  @Test
  void everyOperationDeclaresWhatItNeeds() {
    List<Method> silent =
        DeclaredOperations.all().stream()
            .filter(
                each ->
                    each.isAnnotationPresent(Requires.class)
                        == each.isAnnotationPresent(OpenToAll.class))
            .toList();

    assertThat(silent).as("operations with neither, or with both").isEmpty();
    assertThat(DeclaredOperations.all()).hasSizeGreaterThan(50);
  }

  @Test
  void noOtherPathIsOpenThanThatOfAnOpenOperation() {
    assertThat(
            DeclaredOperations.all().stream()
                .filter(each -> each.isAnnotationPresent(OpenToAll.class))
                .map(PermissionsPageTest::path))
        .containsExactlyInAnyOrderElementsOf(Authentication.OPEN_PATHS);
  }

  @Test
  void pageIsUpToDate() throws IOException {
    String page = page();
    if (Boolean.getBoolean("lodestar.regenerate")) {
      Files.writeString(PAGE, page);
    }

    assertThat(PAGE)
        .as("run mvn test -Dtest=PermissionsPageTest -Dlodestar.regenerate=true")
        .hasContent(page);
  }

  private static String page() {
    String operations =
        DeclaredOperations.all().stream()
            .filter(each -> !each.getAnnotation(Operation.class).operationId().isEmpty())
            .sorted(
                Comparator.comparing(PermissionsPageTest::path)
                    .thenComparing(each -> DeclaredOperations.httpMethod(each).orElseThrow()))
            .map(PermissionsPageTest::row)
            .collect(Collectors.joining());
    String all =
        Arrays.stream(Permission.values())
            .map(each -> "| `%s` | %s |\n".formatted(each.apiName(), each.description()))
            .collect(Collectors.joining());
    return HEAD + operations + "\n## All permissions\n\n| Name | For |\n|---|---|\n" + all;
  }

  private static String row(Method operation) {
    Requires requires = operation.getAnnotation(Requires.class);
    return "| `%s %s` | %s | %s |\n"
        .formatted(
            DeclaredOperations.httpMethod(operation).orElseThrow(),
            path(operation),
            requires == null ? "nothing, not even a key" : needs(requires),
            requires == null ? "" : requires.besides());
  }

  private static String needs(Requires requires) {
    String all = names(requires.value(), " and ");
    String any = names(requires.anyOf(), " or ");
    String both =
        Stream.of(all, any).filter(each -> !each.isEmpty()).collect(Collectors.joining(" and "));
    return both.isEmpty() ? "any key" : both;
  }

  private static String names(Permission[] permissions, String word) {
    return Arrays.stream(permissions)
        .map(each -> "`%s`".formatted(each.apiName()))
        .collect(Collectors.joining(word));
  }

  private static String path(Method operation) {
    String rest =
        operation.isAnnotationPresent(Path.class)
            ? operation.getAnnotation(Path.class).value()
            : "";
    return operation.getDeclaringClass().getAnnotation(Path.class).value()
        + rest.replaceAll("\\{(\\w+):[^}]*}", "{$1}");
  }
}
