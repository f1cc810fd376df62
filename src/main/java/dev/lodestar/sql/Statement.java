package dev.lodestar.sql;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lodestar.data.Granularity;
import dev.lodestar.sql.parse.ParsedQuery;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A parsed statement: its form is known, its names are not resolved yet.
 *
 * <p>Source: data-plane specification, 7.2 and 10.1.
 */
public sealed interface Statement {
  /** What SET statements before it said, in the form of the API's {@code context}. */
  Map<String, JsonNode> context();

  /** The query that it runs, explains or stores. */
  ParsedQuery query();

  /** A query; its rows are the answer. */
  record Select(Map<String, JsonNode> context, ParsedQuery query) implements Statement {
    public Select {
      context = Map.copyOf(context);
    }
  }

  /** EXPLAIN PLAN FOR another statement, which is a query or an ingestion. */
  record Explain(Map<String, JsonNode> context, Statement explained) implements Statement {
    public Explain {
      context = Map.copyOf(context);
    }

    @Override
    public ParsedQuery query() {
      return explained.query();
    }
  }

  /**
   * INSERT or REPLACE: the rows of the query go to a table, columns by name.
   *
   * @param overwrite what becomes of the rows that the table has
   * @param partitioning the unit of time chunks; the table's own when absent
   * @param clustering names of result columns; the table's own when absent
   */
  record Ingest(
      Map<String, JsonNode> context,
      String table,
      Overwrite overwrite,
      Optional<Granularity> partitioning,
      Optional<List<String>> clustering,
      ParsedQuery query)
      implements Statement {
    public Ingest {
      context = Map.copyOf(context);
      clustering = clustering.map(List::copyOf);
    }
  }
}
