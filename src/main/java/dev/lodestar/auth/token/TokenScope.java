package dev.lodestar.auth.token;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The scope of a token: {@code project:<id>} narrows it to a project; all other words are let pass
 * and mean nothing, as RFC 6749, 3.3, allows.
 */
final class TokenScope {
  private static final String PROJECT = "project:";

  private TokenScope() {}

  static Set<String> projects(String scope) {
    return Arrays.stream(scope.split(" ", -1))
        .filter(word -> word.startsWith(PROJECT) && word.length() > PROJECT.length())
        .map(word -> word.substring(PROJECT.length()))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** What of a requested scope the token has. */
  static String granted(String requested) {
    return projects(requested).stream()
        .sorted()
        .map(project -> PROJECT + project)
        .collect(Collectors.joining(" "));
  }

  /** Whether it is made of the characters that a scope may have. Source: RFC 6749, 3.3. */
  static boolean isWellFormed(String scope) {
    return scope.chars().allMatch(c -> c >= 0x20 && c <= 0x7E && c != '"' && c != '\\');
  }
}
