package dev.lodestar.jobs;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The ids of a selection of jobs as a query over {@code ListedJobEntity}, with its values kept
 * apart. Each order is that of an index (V7__job_history.sql), also for ties.
 */
record JobQuery(String text, Map<String, Object> parameters) {
  static JobQuery of(JobSelection selection) {
    List<String> conditions = new ArrayList<>();
    Map<String, Object> values = new HashMap<>();
    if (!selection.executionStatus().isEmpty()) {
      conditions.add("state in :states");
      values.put(
          "states", selection.executionStatus().stream().map(ExecutionStatus::apiName).toList());
    }
    if (!selection.healthStatus().isEmpty()) {
      conditions.add("healthStatus in :healths");
      values.put(
          "healths", selection.healthStatus().stream().map(JobHealth.Status::apiName).toList());
    }
    if (!selection.type().isEmpty()) {
      conditions.add("type in :types");
      values.put("types", selection.type().stream().map(JobType::apiName).toList());
    }
    if (!selection.connectionName().isEmpty()) {
      conditions.add("sourceType = 'connection' and sourceName in :connections");
      values.put("connections", selection.connectionName());
    }
    if (selection.targetTableName() != null) {
      conditions.add("targetTable = :target");
      values.put("target", selection.targetTableName());
    }
    if (selection.searchString() != null && !selection.searchString().isEmpty()) {
      conditions.add("locate(lower(:search), searched) > 0");
      values.put("search", selection.searchString());
    }
    String where = conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
    return new JobQuery("select id from ListedJobEntity" + where + order(selection), values);
  }

  private static String order(JobSelection selection) {
    String direction = selection.ascending() ? "asc" : "desc";
    // An index that has NULL first, as it is read downwards, would not serve NULL last.
    String nulls = selection.sortColumn().isNullable() ? " nulls last" : "";
    return " order by %s %s%s, id %2$s"
        .formatted(selection.sortColumn().member(), direction, nulls);
  }
}
