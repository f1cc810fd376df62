package dev.lodestar.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lodestar.auth.ApiKey;
import dev.lodestar.auth.ApiKeysService;
import dev.lodestar.auth.Grant;
import dev.lodestar.auth.Grants;
import dev.lodestar.auth.Permission;
import dev.lodestar.data.UserReference;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An API key as the API shows it.
 *
 * <p>Source: control-plane specification, 5.1.
 *
 * @param apiKey the key itself, in the answer to its creation only
 */
@Schema(name = "ApiKey")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ApiKeyView(
    @Schema(readOnly = true) UUID id,
    @Schema(examples = "ingest-bot") String name,
    @Nullable String description,
    @Schema(readOnly = true) @Nullable String apiKey,
    @Schema(readOnly = true, examples = "pok_YxNxd...2xixwf") String redactedApiKey,
    @Schema(oneOf = {String.class, Granted.class}) List<Object> permissions,
    @Schema(readOnly = true) UserReference createdBy,
    @Schema(readOnly = true) Instant createdOn,
    @Schema(readOnly = true) UserReference lastModifiedBy,
    @Schema(readOnly = true) Instant lastModifiedOn) {
  public ApiKeyView {
    permissions = List.copyOf(permissions);
  }

  /** A permission that was granted for certain resources. */
  @Schema(name = "GrantedPermission")
  public record Granted(
      @Schema(required = true, examples = "ManageTables") String name,
      @Schema(examples = "[\"projects/*\"]") List<String> resources) {
    public Granted {
      resources = List.copyOf(resources);
    }
  }

  /** All keys. */
  @Schema(name = "ApiKeys")
  public record All(List<ApiKeyView> items) {
    public All {
      items = List.copyOf(items);
    }
  }

  /** The key of this very request. */
  @Schema(name = "ApiKeyInfo")
  public record Info(String id, List<String> permissions) {
    public Info {
      permissions = List.copyOf(permissions);
    }

    static Info of(UserReference user, List<Grant> grants) {
      return new Info(
          user.userId(),
          grants.stream().map(Grant::permission).map(Permission::apiName).distinct().toList());
    }
  }

  static ApiKeyView of(ApiKey key) {
    return of(key, null);
  }

  static ApiKeyView of(ApiKeysService.Created created) {
    return of(created.key(), created.text().reveal());
  }

  private static ApiKeyView of(ApiKey key, @Nullable String text) {
    return new ApiKeyView(
        key.id(),
        key.spec().name(),
        key.spec().description().orElse(null),
        text,
        key.redacted(),
        shown(key.spec().grants()),
        key.created().user(),
        key.created().time(),
        key.modified().user(),
        key.modified().time());
  }

  static List<Object> shown(Grants grants) {
    return grants.all().stream().map(ApiKeyView::shown).toList();
  }

  /** In the form in which it was granted. */
  private static Object shown(Grant grant) {
    return grant.resources().isEmpty()
        ? grant.permission().apiName()
        : new Granted(grant.permission().apiName(), grant.resources());
  }

  /** A record would print the key. */
  @Override
  public String toString() {
    return "API key " + id;
  }
}
