package dev.lodestar.auth;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a key may be allowed to do, in Polaris' names. Many guard parts of Polaris that this server
 * does not have; a key may hold them all the same.
 *
 * <p>Source: control-plane specification, 6.
 */
public enum Permission {
  ACCESS_AUDIT_LOGS("Read the audit log"),
  ACCESS_METRICS("Export metrics"),
  ADMINISTER_API_KEYS("See, create, change and delete all API keys"),
  ADMINISTER_BILLING("Manage billing"),
  ADMINISTER_CLIENTS("Manage OAuth clients"),
  ADMINISTER_CUSTOMIZATIONS("Change how the console looks"),
  ADMINISTER_PROJECTS("Create and delete projects"),
  ADMINISTER_USERS("Manage users and groups"),
  ACCESS_COLLECTIONS("See collections"),
  ACCESS_SCALING("See the plan of a project"),
  ADMINISTER_SCALING("Change the plan of a project"),
  MANAGE_API_KEYS("See and create API keys, change and delete those it created"),
  MANAGE_COLLECTIONS("Edit collections"),
  MANAGE_PROJECTS("Edit projects"),
  MANAGE_TABLES("Create and edit tables and lookups"),
  VIEW_TABLES("See tables and lookups"),
  MANAGE_FILES("Upload, list and delete files"),
  MANAGE_CONNECTIONS("Create, test, edit and delete connections"),
  MANAGE_INGESTION_JOBS("Create, see and cancel jobs"),
  MANAGE_STREAMS("Push events"),
  READ_DATA_SOURCES("See the tables that can be queried; comes with AccessQueries"),
  ACCESS_QUERIES("Query tables"),
  ACCESS_VISUALIZATION("Use data cubes and dashboards"),
  ACCESS_DATA_CUBES("See data cubes"),
  ADMINISTER_DATA_CUBES("Edit all data cubes"),
  MANAGE_DATA_CUBES("Edit data cubes"),
  ACCESS_DASHBOARDS("See dashboards"),
  ADMINISTER_DASHBOARDS("Edit all dashboards"),
  MANAGE_DASHBOARDS("Edit dashboards"),
  ACCESS_ALERTS("See alerts"),
  ADMINISTER_ALERTS("Edit all alerts"),
  MANAGE_ALERTS("Edit alerts"),
  ACCESS_REPORTS("See reports"),
  ADMINISTER_REPORTS("Edit all reports"),
  MANAGE_REPORTS("Edit reports"),
  ACCESS_SCHEDULED_REPORTS("See scheduled reports"),
  ADMINISTER_SCHEDULED_REPORTS("Edit scheduled reports"),
  ADMINISTER_EMBED_LINKS("Edit links for embedding"),
  ACCESS_QUERY_RAW_DATA("See raw rows in data cubes"),
  ACCESS_DOWNLOAD_DATA("Download data"),
  ACCESS_DOWNLOAD_LARGE_DATA("Download large amounts of data");

  private static final Map<String, Permission> BY_API_NAME =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(Permission::apiName, Function.identity()));

  private final String apiName;
  private final String description;

  Permission(String description) {
    this.apiName =
        Arrays.stream(name().split("_", -1))
            .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
            .collect(Collectors.joining());
    this.description = description;
  }

  public String apiName() {
    return apiName;
  }

  public String description() {
    return description;
  }

  /** Errors: {@code INVALID_ARGUMENT}. */
  public static Permission ofApiName(String name, String target) {
    Permission found = BY_API_NAME.get(name);
    if (found == null) {
      throw new ServiceException(
          ErrorCode.INVALID_ARGUMENT,
          target,
          "There is no permission \"%s\"; docs/PERMISSIONS.md lists them all.".formatted(name));
    }
    return found;
  }
}
