package dev.lodestar.api;

import dev.lodestar.projects.Project;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A project as the API shows it.
 *
 * <p>Source: control-plane specification, 13.
 */
@Schema(name = "Project")
public record ProjectView(Metadata metadata, Spec spec, Status status) {
  /** What a project is called. */
  @Schema(name = "ProjectMetadata")
  public record Metadata(UUID uid, String name, Instant createdOnTimestamp) {}

  /** What a project is meant to be; a local server has one plan. */
  @Schema(name = "ProjectSpec")
  public record Spec(
      String plan,
      @Schema(enumeration = {"running", "paused", "stopped"}) String desiredState,
      boolean deletionProtection,
      boolean stopProtection,
      String region) {}

  /** What a project is now. */
  @Schema(name = "ProjectStatus")
  public record Status(
      long maxBytes, long currentBytes, long deepStorageBytes, String state, String version) {}

  static ProjectView of(Project project, long maxBytes, long currentBytes, String version) {
    return new ProjectView(
        new Metadata(project.id(), project.name(), project.createdAt()),
        new Spec("local", "running", true, true, "us-east-1"),
        new Status(maxBytes, currentBytes, currentBytes, "running", version));
  }
}
