package dev.lodestar.query;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lodestar.sql.BoundQuery;
import dev.lodestar.sql.LookupNames;
import dev.lodestar.sql.SqlParameter;
import dev.lodestar.sql.SqlSettings;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Statements that were understood lately, for clients that ask the same again and again.
 *
 * <p>What a statement means depends on its text, its parameters, its settings, the columns of the
 * tables and the lookups that it names, so these are what a plan is found by. One that asks for the
 * current time is not kept, nor is a long text. Safe for threads.
 */
@ApplicationScoped
class PlanCache {
  private static final int ENTRIES_MAX = 256;
  private static final int TEXT_LENGTH_MAX = 10_000;

  private final Map<String, Understood> texts = new Recent<>();
  private final Map<Key, Plan> plans = new Recent<>();

  /**
   * What a text says by itself.
   *
   * @param context of its SET statements
   * @param relations the tables that it may read
   * @param lookups the lookups that it names
   */
  record Understood(Map<String, JsonNode> context, Set<String> relations, LookupNames lookups) {}

  private record Key(String sql, List<SqlParameter> parameters, SqlSettings settings) {}

  private record Plan(VisibleRelations relations, BoundQuery query) {}

  private static final class Recent<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1;

    Recent() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
      return size() > ENTRIES_MAX;
    }
  }

  synchronized Optional<Understood> text(String sql) {
    return Optional.ofNullable(texts.get(sql));
  }

  synchronized void keep(String sql, Understood understood) {
    if (sql.length() <= TEXT_LENGTH_MAX) {
      texts.put(sql, understood);
    }
  }

  /**
   * The plan of a statement.
   *
   * @param relations what it names and that exists now
   */
  synchronized Optional<BoundQuery> plan(
      String sql, List<SqlParameter> parameters, SqlSettings settings, VisibleRelations relations) {
    return Optional.ofNullable(plans.get(key(sql, parameters, settings)))
        .filter(plan -> plan.relations().equals(relations))
        .map(Plan::query);
  }

  synchronized void keep(
      String sql,
      List<SqlParameter> parameters,
      SqlSettings settings,
      VisibleRelations relations,
      BoundQuery query) {
    if (!query.isMomentary() && sql.length() <= TEXT_LENGTH_MAX && isShort(parameters)) {
      plans.put(key(sql, parameters, settings), new Plan(relations, query));
    }
  }

  private static boolean isShort(List<SqlParameter> parameters) {
    return parameters.toString().length() <= TEXT_LENGTH_MAX;
  }

  private static Key key(String sql, List<SqlParameter> parameters, SqlSettings settings) {
    return new Key(sql, List.copyOf(parameters), settings.at(Instant.EPOCH));
  }
}
