package dev.lodestar.jobs;

import dev.lodestar.auth.Caller;
import dev.lodestar.auth.Permission;

/**
 * What jobs need besides the permission to submit jobs at all: whoever makes a table, or takes rows
 * away, manages tables.
 *
 * <p>Source: control-plane specification, 6; docs/decisions/0067-permissions.md.
 */
final class JobPermissions {
  private JobPermissions() {}

  /** The job, whose kind may be enough to refuse it. Errors: {@code ACCESS_DENIED}. */
  static JobSpec required(JobSpec spec, Caller caller) {
    JobType type = SpecFacts.type(spec);
    switch (type) {
      case DELETE_DATA, DROP_TABLE, RESTORE_DATA ->
          caller.require(Permission.MANAGE_TABLES, "A %s job".formatted(type.apiName()));
      case BATCH, SQL, STREAMING -> {}
    }
    return spec;
  }

  /** Errors: {@code ACCESS_DENIED} for what the plan does to tables. */
  static void require(JobPlan plan, Caller caller) {
    if (plan.tableToCreate().isPresent()) {
      caller.require(Permission.MANAGE_TABLES, "A job that makes its table");
    }
    if (!plan.replaced().isEmpty()) {
      caller.require(Permission.MANAGE_TABLES, "A job that replaces rows");
    }
  }
}
