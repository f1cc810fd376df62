package dev.lodestar.api;

import dev.lodestar.auth.Grant;
import dev.lodestar.auth.Grants;
import dev.lodestar.auth.Permission;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A permission as the API shows it.
 *
 * <p>Source: control-plane specification, 5.2.
 *
 * @param id the same on every server
 * @param resources where it holds
 */
@Schema(name = "Permission")
public record PermissionView(
    UUID id,
    @Schema(required = true, examples = "ManageTables") String name,
    String description,
    @Schema(examples = "[\"projects/*\"]") List<String> resources) {
  private static final List<String> EVERYWHERE = List.of("projects/*");

  public PermissionView {
    resources = List.copyOf(resources);
  }

  /** All of some. */
  @Schema(name = "Permissions")
  public record All(List<PermissionView> values) {
    public All {
      values = List.copyOf(values);
    }

    static All of(Grants grants) {
      return new All(PermissionView.of(grants));
    }
  }

  static List<PermissionView> of(Grants grants) {
    return grants.all().stream().map(PermissionView::of).toList();
  }

  private static PermissionView of(Grant grant) {
    Permission permission = grant.permission();
    return new PermissionView(
        UUID.nameUUIDFromBytes(
            ("permission:" + permission.apiName()).getBytes(StandardCharsets.UTF_8)),
        permission.apiName(),
        permission.description(),
        grant.resources().isEmpty() ? EVERYWHERE : grant.resources());
  }
}
