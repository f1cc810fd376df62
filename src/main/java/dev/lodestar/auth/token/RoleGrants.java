package dev.lodestar.auth.token;

import dev.lodestar.auth.Grant;
import dev.lodestar.auth.Grants;
import dev.lodestar.auth.Permission;
import dev.lodestar.auth.users.PredefinedGroup;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the roles of a provider's tokens may do here. Roles that are not named mean nothing. */
record RoleGrants(String claim, Map<String, Grants> byRole) {
  static final String VARIABLE = "LODESTAR_AUTH_OIDC_ROLES";

  RoleGrants {
    byRole = Map.copyOf(byRole);
  }

  /**
   * Errors: {@code INVALID_ARGUMENT}.
   *
   * @param setting {@code role=permissions;role=permissions}
   */
  static RoleGrants of(String claim, String setting) {
    Map<String, Grants> byRole = new LinkedHashMap<>();
    for (String part : setting.split(";", -1)) {
      if (part.isBlank()) {
        continue;
      }
      int equals = part.indexOf('=');
      String role = equals < 0 ? "" : part.substring(0, equals).strip();
      if (role.isEmpty() || byRole.containsKey(role)) {
        throw new ServiceException(
            ErrorCode.INVALID_ARGUMENT,
            VARIABLE,
            "%s must name each role once, as role=permissions;role=permissions; \"%s\" is not that."
                .formatted(VARIABLE, part.strip()));
      }
      byRole.put(role, grants(part.substring(equals + 1)));
    }
    return new RoleGrants(claim, byRole);
  }

  private static Grants grants(String names) {
    return Arrays.stream(names.split(",", -1))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .map(RoleGrants::named)
        .reduce(Grants.NONE, Grants::and);
  }

  private static Grants named(String name) {
    return PredefinedGroup.named(name)
        .map(PredefinedGroup::grants)
        .orElseGet(
            () -> new Grants(List.of(Grant.everywhere(Permission.ofApiName(name, VARIABLE)))));
  }

  /** All that the roles of a token may do. */
  Grants of(TokenClaims claims) {
    return roles(claims).stream()
        .map(role -> byRole.getOrDefault(role, Grants.NONE))
        .reduce(Grants.NONE, Grants::and);
  }

  /** A list of texts, or a text with spaces; at the claim's whole name, or along its dots. */
  private List<String> roles(TokenClaims claims) {
    Object found =
        Optional.ofNullable(claims.all().get(claim)).or(() -> along(claims.all())).orElse("");
    return switch (found) {
      case Collection<?> list ->
          list.stream().filter(String.class::isInstance).map(String.class::cast).toList();
      case String text -> List.of(text.split(" ", -1));
      default -> List.of();
    };
  }

  private Optional<Object> along(Map<String, Object> claims) {
    Object place = claims;
    for (String step : claim.split("\\.", -1)) {
      if (!(place instanceof Map<?, ?> object) || !object.containsKey(step)) {
        return Optional.empty();
      }
      place = object.get(step);
    }
    return Optional.ofNullable(place);
  }
}
