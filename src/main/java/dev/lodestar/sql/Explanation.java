package dev.lodestar.sql;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lodestar.data.Granularity;
import dev.lodestar.data.Interval;
import dev.lodestar.sql.function.JsonLeaves;
import dev.lodestar.sql.function.Literals;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What EXPLAIN PLAN FOR answers: one row with the columns PLAN, RESOURCES and ATTRIBUTES, each a
 * JSON text. Source: data-plane specification, 10.2, rule 34.
 */
final class Explanation {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Statement statement;
  private final BoundQuery bound;
  private final SqlSettings settings;

  Explanation(Statement statement, BoundQuery bound, SqlSettings settings) {
    this.statement = statement;
    this.bound = bound;
    this.settings = settings;
  }

  /** The row, as a query without tables. */
  BoundQuery toQuery() {
    String row =
        "SELECT %s AS \"PLAN\", %s AS \"RESOURCES\", %s AS \"ATTRIBUTES\""
            .formatted(
                Literals.text(plan()), Literals.text(resources()), Literals.text(attributes()));
    List<OutputColumn> columns =
        List.of(
            new OutputColumn("PLAN", SqlType.VARCHAR),
            new OutputColumn("RESOURCES", SqlType.VARCHAR),
            new OutputColumn("ATTRIBUTES", SqlType.VARCHAR));
    return new BoundQuery(columns, Set.of(), relationSql -> row, bound.isMomentary());
  }

  /** The engine's statement, with names where files will be, and what it yields. */
  private String plan() {
    ObjectNode plan = JSON.createObjectNode();
    plan.putObject("query")
        .put("queryType", "engine")
        .put(
            "statement",
            bound.engineSql(
                table -> JsonLeaves.beside(BoundQuery.reference(table), bound.leaves(table)),
                system -> BoundQuery.reference(system.name())));
    ArrayNode signature = plan.putArray("signature");
    ArrayNode mappings = plan.putArray("columnMappings");
    for (OutputColumn column : bound.columns()) {
      signature.addObject().put("name", column.name()).put("type", column.nativeName());
      mappings.addObject().put("queryColumn", column.name()).put("outputColumn", column.name());
    }
    return JSON.createArrayNode().add(plan).toString();
  }

  private String resources() {
    Set<String> tables = new TreeSet<>(bound.relations());
    if (statement instanceof Statement.Ingest ingest) {
      tables.add(ingest.table());
    }
    List<String> externals =
        statement.query().externals().stream().map(ExternalTable::name).toList();
    externals.forEach(tables::remove);
    ArrayNode resources = JSON.createArrayNode();
    tables.forEach(table -> resources.addObject().put("name", table).put("type", "DATASOURCE"));
    if (!externals.isEmpty()) {
      resources.addObject().put("name", "EXTERNAL").put("type", "EXTERNAL");
    }
    return resources.toString();
  }

  private String attributes() {
    ObjectNode attributes = JSON.createObjectNode();
    switch (statement) {
      case Statement.Select select -> attributes.put("statementType", "SELECT");
      case Statement.Explain explain ->
          throw new IllegalStateException("the grammar has no EXPLAIN of an EXPLAIN");
      case Statement.Ingest ingest -> describe(ingest, attributes);
    }
    return attributes.toString();
  }

  private void describe(Statement.Ingest ingest, ObjectNode attributes) {
    boolean replace = !(ingest.overwrite() instanceof Overwrite.Nothing);
    attributes
        .put("statementType", replace ? "REPLACE" : "INSERT")
        .put("targetDataSource", ingest.table());
    ingest
        .partitioning()
        .map(Granularity::name)
        .ifPresent(unit -> attributes.put("partitionedBy", unit));
    ingest
        .clustering()
        .ifPresent(columns -> columns.forEach(attributes.putArray("clusteredBy")::add));
    switch (ingest.overwrite()) {
      case Overwrite.Nothing nothing -> {}
      case Overwrite.Everything everything -> attributes.put("replaceTimeChunks", "all");
      case Overwrite.Times times -> attributes.put("replaceTimeChunks", texts(times));
    }
  }

  private String texts(Overwrite.Times times) {
    List<String> texts = new ArrayList<>();
    for (Interval interval : times.intervals(settings.timeZone())) {
      texts.add(interval.toString());
    }
    return String.join(",", texts);
  }
}
