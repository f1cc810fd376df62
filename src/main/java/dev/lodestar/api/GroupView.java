package dev.lodestar.api;

import dev.lodestar.auth.users.Group;
import dev.lodestar.auth.users.GroupsService;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A group of users as the API shows it.
 *
 * <p>Source: control-plane specification, 5.2.
 */
@Schema(name = "Group")
public record GroupView(
    @Schema(readOnly = true) UUID id,
    @Schema(required = true, examples = "Data Analyst") String name,
    @Schema(readOnly = true) boolean readOnly,
    List<PermissionView> permissions,
    @Schema(readOnly = true) int userCount) {
  public GroupView {
    permissions = List.copyOf(permissions);
  }

  /** All groups. */
  @Schema(name = "Groups")
  public record All(List<GroupView> values, int count) {
    public All {
      values = List.copyOf(values);
    }

    static All of(List<GroupsService.Shown> groups) {
      return new All(groups.stream().map(GroupView::of).toList(), groups.size());
    }
  }

  /** Users that join or leave. */
  @Schema(name = "GroupMembers")
  public record Members(List<Member> values) {
    public Members {
      values = List.copyOf(values);
    }
  }

  /** One of them, by id or by username. */
  @Schema(name = "GroupMember")
  public record Member(String id, String username) {}

  static GroupView of(GroupsService.Shown shown) {
    Group group = shown.group();
    return new GroupView(
        group.id(),
        group.spec().name(),
        group.readOnly(),
        PermissionView.of(group.spec().grants()),
        shown.userCount());
  }
}
