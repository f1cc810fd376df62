package dev.lodestar.auth;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What an operation declares with {@link Requires}, as a value. */
public record Requirement(List<Permission> allOf, List<Permission> anyOf) {
  public Requirement {
    allOf = List.copyOf(allOf);
    anyOf = List.copyOf(anyOf);
  }

  static Requirement of(Requires declared) {
    return new Requirement(List.of(declared.value()), List.of(declared.anyOf()));
  }

  /**
   * What an operation declares.
   *
   * <p>Errors: {@code ACCESS_DENIED} for one that declares nothing, whoever calls.
   */
  public static Requirement of(Method operation) {
    Requires declared = operation.getAnnotation(Requires.class);
    if (declared != null) {
      return of(declared);
    }
    if (operation.isAnnotationPresent(OpenToAll.class)) {
      return new Requirement(List.of(), List.of());
    }
    throw new ServiceException(
        ErrorCode.ACCESS_DENIED,
        operation.getName(),
        "The operation %s declares no permission and is therefore closed to everybody."
            .formatted(operation.getName()));
  }

  /** Whether an operation needs no credentials. */
  public static boolean isOpen(Method operation) {
    return operation.isAnnotationPresent(OpenToAll.class);
  }

  /** Whether an operation is about the organization and not about a project. */
  public static boolean isOrganization(Method operation) {
    Requires declared = operation.getAnnotation(Requires.class);
    return declared != null && declared.organization();
  }

  /** Errors: {@code ACCESS_DENIED}, naming what is missing. */
  public void check(Set<Permission> held) {
    List<String> missing = new ArrayList<>();
    for (Permission permission : allOf) {
      if (!held.contains(permission)) {
        missing.add(permission.apiName());
      }
    }
    if (!anyOf.isEmpty() && anyOf.stream().noneMatch(held::contains)) {
      missing.add(anyOf.stream().map(Permission::apiName).collect(Collectors.joining(" or ")));
    }
    if (!missing.isEmpty()) {
      String names = String.join(" and ", missing);
      throw new ServiceException(
          ErrorCode.ACCESS_DENIED,
          null,
          "This operation needs the permission %s, which these credentials lack here."
              .formatted(names));
    }
  }
}
