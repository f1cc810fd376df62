package dev.lodestar.api;

import dev.lodestar.auth.Authentication;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;

/**
 * What the API's description says about credentials, and the paths of keys on the identity host.
 */
final class OpenApiSecurity {
  private static final String KEY = "apiKeyAuth";
  private static final String BEARER = "bearerAuth";

  private OpenApiSecurity() {}

  static void describe(OpenAPI api) {
    api.getComponents()
        .addSecurityScheme(
            KEY,
            OASFactory.createSecurityScheme()
                .type(SecurityScheme.Type.HTTP)
                .scheme("basic")
                .description("An API key as the user name; the password is empty."))
        .addSecurityScheme(
            BEARER,
            OASFactory.createSecurityScheme()
                .type(SecurityScheme.Type.HTTP)
                .scheme("bearer")
                .bearerFormat("JWT"));
    addRealmMounts(api);
    api.getPaths()
        .getPathItems()
        .forEach(
            (path, item) -> {
              if (!Authentication.OPEN_PATHS.contains(path)) {
                item.getOperations().values().forEach(each -> secure(each, prefix(path)));
              }
            });
  }

  /** Of the names of shared answers. */
  private static String prefix(String path) {
    if (QueryPaths.isQuery(path)) {
      return "Query";
    }
    return path.equals("/v1/projects")
            || path.equals("/v1/projects/{projectId}")
            || WrappedError.PREFIXES.stream().anyMatch(path::startsWith)
        ? "Wrapped"
        : "";
  }

  /** The older mounts share the answers of the newer ones, so what they share is copied. */
  private static void secure(Operation operation, String prefix) {
    Map<String, APIResponse> answers =
        new LinkedHashMap<>(operation.getResponses().getAPIResponses());
    answers.put("401", reference(prefix + "Unauthenticated"));
    answers.put("403", reference(prefix + "AccessDenied"));
    APIResponses copy = OASFactory.createAPIResponses();
    copy.setAPIResponses(answers);
    operation.setResponses(copy);
    operation.setSecurity(
        List.of(
            OASFactory.createSecurityRequirement().addScheme(KEY),
            OASFactory.createSecurityRequirement().addScheme(BEARER)));
  }

  private static APIResponse reference(String name) {
    return OASFactory.createAPIResponse().ref(name);
  }

  private static void addRealmMounts(OpenAPI api) {
    Map<String, PathItem> older = new LinkedHashMap<>();
    api.getPaths()
        .getPathItems()
        .forEach(
            (path, item) -> {
              if (path.equals(RealmMounts.NEWER) || path.startsWith(RealmMounts.NEWER + "/")) {
                older.put(
                    RealmMounts.OLDER + path.substring(RealmMounts.NEWER.length()),
                    OpenApiModel.copied(item, "Realm"));
              }
            });
    older.forEach(api.getPaths()::addPathItem);
  }
}
