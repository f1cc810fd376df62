package dev.lodestar.auth.users;

import dev.lodestar.auth.Grant;
import dev.lodestar.auth.Grants;
import dev.lodestar.auth.Permission;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The groups that every organization has and that nobody changes. Polaris publishes their names;
 * what they may do is ours.
 *
 * <p>Source: control-plane specification, 5.2; docs/decisions/0072-provider-and-users.md.
 */
public enum PredefinedGroup {
  ORGANIZATION_ADMIN(1, "Organization Admin"),
  PROJECT_ADMIN(2, "Project Admin"),
  DATA_MANAGER(3, "Data Manager"),
  DATA_ANALYST(4, "Data Analyst"),
  VIEWER(5, "Viewer");

  private final UUID id;
  private final String groupName;

  /**
   * @param number makes its id, which is the same everywhere and for ever
   */
  PredefinedGroup(int number, String groupName) {
    this.id = new UUID(0, 0x100 + number);
    this.groupName = groupName;
  }

  /** All that is not the organization's own. */
  private static Set<Permission> projectAdmin() {
    return EnumSet.complementOf(
        EnumSet.of(
            Permission.ACCESS_AUDIT_LOGS,
            Permission.ADMINISTER_API_KEYS,
            Permission.ADMINISTER_BILLING,
            Permission.ADMINISTER_CLIENTS,
            Permission.ADMINISTER_CUSTOMIZATIONS,
            Permission.ADMINISTER_PROJECTS,
            Permission.ADMINISTER_USERS));
  }

  /** Loads and shapes data, besides what analysts do. */
  private static Set<Permission> dataManager() {
    Set<Permission> all = dataAnalyst();
    all.addAll(
        EnumSet.of(
            Permission.MANAGE_TABLES,
            Permission.MANAGE_FILES,
            Permission.MANAGE_CONNECTIONS,
            Permission.MANAGE_INGESTION_JOBS,
            Permission.MANAGE_STREAMS,
            Permission.ACCESS_METRICS));
    return all;
  }

  /** Queries, and makes cubes, dashboards, alerts and reports. */
  private static Set<Permission> dataAnalyst() {
    Set<Permission> all = viewer();
    all.addAll(
        EnumSet.of(
            Permission.ACCESS_QUERIES,
            Permission.MANAGE_COLLECTIONS,
            Permission.MANAGE_DATA_CUBES,
            Permission.MANAGE_DASHBOARDS,
            Permission.ACCESS_ALERTS,
            Permission.MANAGE_ALERTS,
            Permission.MANAGE_REPORTS,
            Permission.ACCESS_SCHEDULED_REPORTS,
            Permission.ACCESS_QUERY_RAW_DATA,
            Permission.ACCESS_DOWNLOAD_DATA));
    return all;
  }

  /** Sees tables and what others made of them. */
  private static Set<Permission> viewer() {
    return EnumSet.of(
        Permission.VIEW_TABLES,
        Permission.READ_DATA_SOURCES,
        Permission.ACCESS_COLLECTIONS,
        Permission.ACCESS_VISUALIZATION,
        Permission.ACCESS_DATA_CUBES,
        Permission.ACCESS_DASHBOARDS,
        Permission.ACCESS_REPORTS);
  }

  public static Optional<PredefinedGroup> named(String name) {
    return Arrays.stream(values()).filter(group -> group.groupName.equals(name)).findFirst();
  }

  public String groupName() {
    return groupName;
  }

  public Grants grants() {
    Set<Permission> permissions =
        switch (this) {
          case ORGANIZATION_ADMIN -> EnumSet.allOf(Permission.class);
          case PROJECT_ADMIN -> projectAdmin();
          case DATA_MANAGER -> dataManager();
          case DATA_ANALYST -> dataAnalyst();
          case VIEWER -> viewer();
        };
    return new Grants(permissions.stream().map(Grant::everywhere).toList());
  }

  Group group() {
    return new Group(id, new GroupSpec(groupName, grants()), true);
  }
}
