package dev.lodestar.lookups;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.sql.LookupSource;
import dev.lodestar.tables.LookupTableRules;
import dev.lodestar.tables.Table;
import dev.lodestar.tables.TablesService;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Declares lookups and finds what their names stand for.
 *
 * <p>Source: control-plane specification, 13; docs/decisions/0044-lookups.md.
 */
@ApplicationScoped
public class LookupsService {
  private static final Pattern WITH_COLUMNS =
      Pattern.compile("([^\\[\\]]+)\\[([^\\[\\]]+)]\\[([^\\[\\]]+)]");

  private final LookupStore store;
  private final TablesService tables;
  private final LookupTableRules rules;
  private final Clock clock;

  LookupsService(LookupStore store, TablesService tables, LookupTableRules rules, Clock clock) {
    this.store = store;
    this.tables = tables;
    this.rules = rules;
    this.clock = clock;
  }

  /** All lookups, by name. */
  public Uni<List<Lookup>> list() {
    return store.all();
  }

  /** Errors: {@code NOT_FOUND}. */
  public Uni<Lookup> get(String name) {
    return store
        .all()
        .map(
            all ->
                all.stream()
                    .filter(lookup -> lookup.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> missing(name)));
  }

  /** Errors: {@code ALREADY_EXISTS}, {@code INVALID_ARGUMENT}. */
  public Uni<Lookup> create(LookupSpec spec) {
    String name = LookupName.require(spec.name(), "name");
    return source(spec.source().tableName())
        .chain(
            table ->
                store.insert(name, () -> rules.admit(table.id(), table.name()), clock.instant()))
        .chain(() -> get(name));
  }

  /**
   * Lets a lookup read another table, which must have the columns of its aliases.
   *
   * <p>Errors: {@code NOT_FOUND}, {@code INVALID_ARGUMENT}.
   */
  public Uni<Lookup> update(String name, LookupSpec spec) {
    if (spec.name() != null && !spec.name().equals(name)) {
      throw new ServiceException(
          ErrorCode.INVALID_ARGUMENT,
          "name",
          "A lookup cannot be renamed: the name in the body must be that of the path.");
    }
    return get(name)
        .chain(
            lookup ->
                source(spec.source().tableName())
                    .chain(
                        table ->
                            store.update(
                                name,
                                () ->
                                    rules
                                        .admit(table.id(), table.name())
                                        .invoke(lookup.aliases()::requireColumns))))
        .chain(() -> get(name));
  }

  /** Errors: {@code NOT_FOUND}. */
  public Uni<Void> delete(String name) {
    return store
        .remove(name)
        .invoke(
            found -> {
              if (!found) {
                throw missing(name);
              }
            })
        .replaceWithVoid();
  }

  /** Errors: {@code NOT_FOUND}, {@code INVALID_ARGUMENT}, {@code ALREADY_EXISTS}. */
  public Uni<LookupAliases> replaceAliases(String name, LookupAliases aliases) {
    return get(name)
        .chain(
            lookup ->
                store.replaceAliases(
                    name,
                    aliases,
                    () ->
                        rules
                            .admit(lookup.tableId(), lookup.tableName())
                            .invoke(aliases::requireColumns)))
        .chain(() -> get(name))
        .map(Lookup::aliases);
  }

  private Uni<Table> source(String tableName) {
    return tables
        .find(tableName)
        .map(found -> found.orElseThrow(() -> LookupTableRules.missing(tableName)));
  }

  /** What these names stand for now; names that stand for nothing are left out. */
  public Uni<Map<String, LookupSource>> resolve(Set<String> names) {
    return names.isEmpty()
        ? Uni.createFrom().item(Map.of())
        : store.all().map(all -> resolve(names, all));
  }

  private static Map<String, LookupSource> resolve(Set<String> names, List<Lookup> all) {
    Map<String, LookupSource> known = sources(all);
    Map<String, LookupSource> found = new HashMap<>();
    for (String name : names) {
      Optional.ofNullable(known.get(name))
          .or(() -> withColumns(name, all))
          .ifPresent(source -> found.put(name, source));
    }
    return found;
  }

  /** All that SQL can name: aliases, and lookups where no alias has their name. */
  public static Map<String, LookupSource> sources(List<Lookup> all) {
    Map<String, LookupSource> sources = new HashMap<>();
    for (Lookup lookup : all) {
      List<LookupAlias> aliases = lookup.aliases().values();
      sources.put(
          lookup.name(),
          new LookupSource(
              lookup.tableName(), aliases.size() == 1 ? columns(aliases.getFirst()) : List.of()));
    }
    for (Lookup lookup : all) {
      for (LookupAlias alias : lookup.aliases().values()) {
        sources.put(alias.name(), new LookupSource(lookup.tableName(), columns(alias)));
      }
    }
    return sources;
  }

  private static List<String> columns(LookupAlias alias) {
    return List.of(alias.key(), alias.value());
  }

  private static Optional<LookupSource> withColumns(String text, List<Lookup> all) {
    Matcher parts = WITH_COLUMNS.matcher(text);
    return parts.matches()
        ? all.stream()
            .filter(lookup -> lookup.name().equals(parts.group(1)))
            .findFirst()
            .map(
                lookup ->
                    new LookupSource(lookup.tableName(), List.of(parts.group(2), parts.group(3))))
        : Optional.empty();
  }

  private static ServiceException missing(String name) {
    return new ServiceException(
        ErrorCode.NOT_FOUND, name, "Lookup %s does not exist.".formatted(name));
  }
}
