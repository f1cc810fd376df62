package dev.lodestar.auth;

import java.util.List;

/**
 * A permission and where it holds.
 *
 * @param resources {@code projects/*} or {@code projects/<id>}; empty, as a plain name is written,
 *     means everywhere
 */
public record Grant(Permission permission, List<String> resources) {
  static final String EVERY_PROJECT = "projects/*";
  static final String PROJECT = "projects/";

  public Grant {
    resources = List.copyOf(resources);
  }

  public static Grant everywhere(Permission permission) {
    return new Grant(permission, List.of());
  }

  boolean isEverywhere() {
    return resources.isEmpty() || resources.contains(EVERY_PROJECT);
  }

  /** How a user names it. */
  @Override
  public String toString() {
    return isEverywhere()
        ? permission.apiName()
        : "%s on %s".formatted(permission.apiName(), String.join(", ", resources));
  }
}
