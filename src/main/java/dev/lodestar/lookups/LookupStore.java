package dev.lodestar.lookups;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.tables.LookupUse;
import dev.lodestar.tables.Table;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.hibernate.exception.ConstraintViolationException;
import org.jspecify.annotations.Nullable;

/** Lookups and their aliases as rows; names of aliases are unique among all lookups. */
@ApplicationScoped
class LookupStore implements PanacheRepositoryBase<LookupEntity, String>, LookupUse {
  private static final String ALL =
      "select l, a from LookupEntity l left join LookupAliasEntity a on a.lookupName = l.name"
          + " order by l.name, a.place";

  private static final String READERS =
      "select l.name from LookupEntity l where l.tableId = :id order by l.name";

  /** All lookups, by name. */
  @WithSession
  Uni<List<Lookup>> all() {
    return Panache.getSession()
        .chain(session -> session.createQuery(ALL, Object[].class).getResultList())
        .map(LookupStore::lookups);
  }

  private static List<Lookup> lookups(List<Object[]> rows) {
    Map<LookupEntity, List<LookupAliasEntity>> aliases = new LinkedHashMap<>();
    for (Object[] row : rows) {
      List<LookupAliasEntity> own =
          aliases.computeIfAbsent((LookupEntity) row[0], lookup -> new ArrayList<>());
      if (row[1] instanceof LookupAliasEntity alias) {
        own.add(alias);
      }
    }
    return aliases.entrySet().stream()
        .map(lookup -> lookup.getKey().toLookup(lookup.getValue()))
        .toList();
  }

  /**
   * Stores a new lookup.
   *
   * <p>Errors: {@code ALREADY_EXISTS}.
   *
   * @param source gives its table, which stays as it is until the transaction ends
   */
  @WithTransaction
  Uni<Void> insert(String name, Supplier<Uni<Table>> source, Instant now) {
    return findById(name)
        .invoke(
            found -> {
              if (found != null) {
                throw taken("name", "Lookup %s already exists.".formatted(name), null);
              }
            })
        .chain(source::get)
        .chain(table -> persistAndFlush(LookupEntity.of(name, table, now)))
        .onFailure(ConstraintViolationException.class)
        .transform(e -> taken("name", "Lookup %s already exists.".formatted(name), e))
        .replaceWithVoid();
  }

  /** Lets a lookup read another table; false when there is no such lookup. */
  @WithTransaction
  Uni<Boolean> update(String name, Supplier<Uni<Table>> source) {
    return changed(
        name, lookup -> source.get().invoke(table -> lookup.reads(table)).replaceWithVoid());
  }

  /** Puts these aliases in the place of all of a lookup; false when there is no such lookup. */
  @WithTransaction
  Uni<Boolean> replaceAliases(String name, LookupAliases aliases, Supplier<Uni<Table>> source) {
    return changed(
            name,
            lookup ->
                source
                    .get()
                    .chain(table -> Panache.getSession())
                    .chain(
                        session ->
                            session
                                .createMutationQuery(
                                    "delete from LookupAliasEntity where lookupName = :name")
                                .setParameter("name", name)
                                .executeUpdate()
                                .chain(() -> session.persistAll(rows(name, aliases)))
                                .chain(session::flush)))
        .onFailure(ConstraintViolationException.class)
        .transform(
            e ->
                taken(
                    "values",
                    "One of the aliases of lookup %s has the name of another lookup's alias; choose other names."
                        .formatted(name),
                    e));
  }

  private static Object[] rows(String name, LookupAliases aliases) {
    List<LookupAliasEntity> rows = new ArrayList<>();
    for (LookupAlias alias : aliases.values()) {
      rows.add(LookupAliasEntity.of(name, alias, rows.size()));
    }
    return rows.toArray();
  }

  private Uni<Boolean> changed(String name, Function<LookupEntity, Uni<Void>> change) {
    return findById(name, LockModeType.PESSIMISTIC_WRITE)
        .chain(
            lookup ->
                lookup == null
                    ? Uni.createFrom().item(false)
                    : change.apply(lookup).replaceWith(true));
  }

  @WithTransaction
  Uni<Boolean> remove(String name) {
    return delete("name", name).map(count -> count > 0);
  }

  @Override
  @WithSession
  public Uni<List<String>> readers(UUID tableId) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createQuery(READERS, String.class)
                    .setParameter("id", tableId)
                    .getResultList());
  }

  private static ServiceException taken(String target, String message, @Nullable Throwable cause) {
    return cause == null
        ? new ServiceException(ErrorCode.ALREADY_EXISTS, target, message)
        : new ServiceException(ErrorCode.ALREADY_EXISTS, target, message, cause);
  }
}
