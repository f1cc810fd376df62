package dev.lodestar.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lodestar.data.Column;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.Problem;
import dev.lodestar.error.ServiceException;
import dev.lodestar.sql.DruidSql;
import dev.lodestar.sql.InputColumns;
import dev.lodestar.sql.Statement;
import dev.lodestar.tables.TableSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Plans a batch job that reads a table: it runs as its equivalent query.
 *
 * <p>Each expression is bound by itself first, so that a fault names its mapping and no text
 * reaches beyond its own place in the query. Errors: those of {@link JobPlanner}.
 */
final class TableSourcePlanner {
  private final DruidSql sql;
  private final JobPlanner batchPlanner;
  private final SqlJobPlanner sqlPlanner;

  TableSourcePlanner(DruidSql sql, JobPlanner batchPlanner, SqlJobPlanner sqlPlanner) {
    this.sql = sql;
    this.batchPlanner = batchPlanner;
    this.sqlPlanner = sqlPlanner;
  }

  /**
   * What the job will do.
   *
   * @param source the table that it reads, when it exists
   */
  JobPlan plan(BatchSpec asked, PlanInputs inputs, Optional<TableSnapshot> source) {
    BatchSpec spec = asked.withTimeMapped();
    List<Problem> problems = new ArrayList<>();
    if (source.isEmpty()) {
      throw new ServiceException(
          ErrorCode.INVALID_ARGUMENT,
          "source.tableName",
          "Table %s does not exist, so nothing can be read from it."
              .formatted(spec.source().sourceName()));
    }
    TableSnapshot snapshot = source.get();
    ExpressionPlanner expressions =
        new ExpressionPlanner(
            sql,
            new InputColumns(snapshot.table().columns(), snapshot.multiValues()),
            inputs,
            problems);
    JobPlanner.Target target = batchPlanner.target(spec, inputs, problems);
    expressions.filter(spec.filterExpression());
    for (int i = 0; i < spec.mappings().size(); i++) {
      Mapping mapping = spec.mappings().get(i);
      if (mapping.columnName().equals(Column.TIME)) {
        expressions.time(mapping, i);
      } else {
        expressions.column(
            mapping,
            i,
            inputs.table().flatMap(table -> table.spec().declared(mapping.columnName())));
      }
    }
    if (!problems.isEmpty()) {
      throw ServiceException.of(problems);
    }
    String query = EquivalentQuery.of(spec, target.partitioning(), target.clustering());
    Statement.Ingest statement = (Statement.Ingest) sql.parse(query);
    Map<String, TableSnapshot> tables = new HashMap<>(inputs.lookups().tables());
    tables.put(snapshot.table().name(), snapshot);
    return sqlPlanner.plan(
        new SqlSpec("sql", query, context(spec), List.of(), spec.createTableIfNotExists()),
        new SqlInputs(statement, Map.of(), inputs, tables, inputs.lookups().named(), Set.of()));
  }

  /** Only what the SQL of a job may be told, so that the query means what the mappings mean. */
  static Map<String, JsonNode> context(BatchSpec spec) {
    Map<String, JsonNode> context = new HashMap<>();
    List<String> names = new ArrayList<>(SegmentLimits.PARAMETERS);
    names.add("failOnEmptyInsert");
    for (String name : names) {
      JsonNode given = spec.parameter(name);
      if (given != null) {
        context.put(name, given);
      }
    }
    return context;
  }
}
