package dev.lodestar.jobs;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A page of jobs as a query, with its values kept apart: first which they are, from an index alone
 * where one fits, then what they show.
 *
 * <p>Each order is that of an index (V7__job_history.sql), also for ties.
 */
record JobQuery(String text, Map<String, Object> parameters) {
  // JobListStore reads these by their places.
  private static final String ROWS =
      "select id, type, state, startedAt, completedAt, desiredState, sourceType, sourceName,"
          + " inlineData, targetTable, createdByName, createdById, createdAt, modifiedByName, modifiedById,"
          + " modifiedAt, healthStatus, healthCode, healthMessage from JobEntity where id in (";

  static JobQuery of(JobSelection selection) {
    List<String> conditions = new ArrayList<>();
    Map<String, Object> values = new HashMap<>();
    if (!selection.executionStatus().isEmpty()) {
      conditions.add("j.state in :states");
      values.put(
          "states", selection.executionStatus().stream().map(ExecutionStatus::apiName).toList());
    }
    if (!selection.healthStatus().isEmpty()) {
      conditions.add("j.healthStatus in :healths");
      values.put(
          "healths", selection.healthStatus().stream().map(JobHealth.Status::apiName).toList());
    }
    if (!selection.type().isEmpty()) {
      conditions.add("j.type in :types");
      values.put("types", selection.type().stream().map(JobType::apiName).toList());
    }
    if (!selection.connectionName().isEmpty()) {
      conditions.add("j.sourceType = 'connection' and j.sourceName in :connections");
      values.put("connections", selection.connectionName());
    }
    if (selection.targetTableName() != null) {
      conditions.add("j.targetTable = :target");
      values.put("target", selection.targetTableName());
    }
    if (selection.searchString() != null && !selection.searchString().isEmpty()) {
      conditions.add("j.searched like lower(:search) escape '!'");
      values.put("search", "%" + selection.searchString().replaceAll("[!%_]", "!$0") + "%");
    }
    String where = conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
    // One row more than asked for tells whether there is another page.
    values.put("limit", selection.limit() + 1);
    values.put("offset", selection.offset());
    return new JobQuery(
        ROWS
            + "select j.id from JobEntity j"
            + where
            + order("j.", selection)
            + " limit :limit offset :offset)"
            + order("", selection),
        values);
  }

  private static String order(String prefix, JobSelection selection) {
    String direction = selection.ascending() ? "asc" : "desc";
    // An index that has NULL first, as it is read downwards, would not serve NULL last.
    String nulls = selection.sortColumn().isNullable() ? " nulls last" : "";
    return " order by %1$s%2$s %3$s%4$s, %1$sid %3$s"
        .formatted(prefix, selection.sortColumn().member(), direction, nulls);
  }
}
