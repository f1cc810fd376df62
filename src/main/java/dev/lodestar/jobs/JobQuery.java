package dev.lodestar.jobs;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A selection of jobs as a condition over {@code JobEntity}, with its values kept apart. */
record JobQuery(String text, Map<String, Object> parameters) {
  private static final String SEARCHED =
      "locate(:search, lower(concat(cast(id as string), ' ', type, ' ', state, ' ', createdByName,"
          + " ' ', coalesce(sourceName, ''), ' ', targetTable))) > 0";

  static JobQuery of(JobSelection selection) {
    List<String> conditions = new ArrayList<>();
    Map<String, Object> values = new HashMap<>();
    conditions.add("1 = 1");
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
      conditions.add(SEARCHED);
      values.put("search", selection.searchString().toLowerCase(Locale.ROOT));
    }
    String direction = selection.ascending() ? "asc" : "desc";
    String order =
        " order by %s %s nulls last, id".formatted(selection.sortColumn().member(), direction);
    return new JobQuery(String.join(" and ", conditions) + order, values);
  }
}
