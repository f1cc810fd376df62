package dev.lodestar.api;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** All operations that resource classes declare. */
final class DeclaredOperations {
  private static final List<Method> ALL = find();

  private DeclaredOperations() {}

  static List<Method> all() {
    return ALL;
  }

  private static List<Method> find() {
    return new ClassFileImporter()
        .withImportOption(new DoNotIncludeTests()).importPackages("dev.lodestar.api").stream()
            .filter(found -> found.isAnnotatedWith(Path.class.getName()))
            .map(found -> load(found.getName()))
            .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
            .filter(method -> httpMethod(method).isPresent())
            .toList();
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, Thread.currentThread().getContextClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  static Optional<String> httpMethod(Method method) {
    return Arrays.stream(method.getAnnotations())
        .map(each -> each.annotationType().getAnnotation(HttpMethod.class))
        .filter(each -> each != null)
        .map(HttpMethod::value)
        .findFirst();
  }

  /** The one that has this id, or a copy of it on an older mount. */
  static Optional<Method> withId(List<Method> all, String operationId) {
    String id = operationId.replaceAll("(V1|V2|Druid|Realm)$", "");
    return all.stream()
        .filter(
            method ->
                method.isAnnotationPresent(Operation.class)
                    && method.getAnnotation(Operation.class).operationId().equals(id))
        .findFirst();
  }
}
