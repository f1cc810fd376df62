package dev.lodestar.tables;

import dev.lodestar.data.Column;
import dev.lodestar.data.Granularity;
import dev.lodestar.data.Interval;
import dev.lodestar.data.UserReference;
import dev.lodestar.data.UserStamp;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.reactive.EventLoop;
import dev.lodestar.reactive.GatheredReads;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/** Creates and finds tables, and tells which of their rows are visible. */
@ApplicationScoped
public class TablesService {
  private final TableStore tables;
  private final SegmentRowStore segments;
  private final SegmentChangeStore changes;
  private final RetentionStore retention;
  private final TableUse use;
  private final LookupTableRules lookups;
  private final RecentSnapshots recent;
  private final TablesConfig config;
  private final PublishedStreamStore streams;
  private final DiscoveryStore discoveries;
  private final VisibleRows visible;
  private final GatheredReads<String, DescribedTable> described;
  private final Clock clock;

  TablesService(
      TableStore tables,
      SegmentRowStore segments,
      SegmentChangeStore changes,
      RetentionStore retention,
      TableUse use,
      LookupTableRules lookups,
      RecentSnapshots recent,
      TablesConfig config,
      PublishedStreamStore streams,
      DiscoveryStore discoveries,
      VisibleRows visible,
      EventLoop eventLoop,
      Clock clock) {
    this.tables = tables;
    this.segments = segments;
    this.changes = changes;
    this.retention = retention;
    this.use = use;
    this.lookups = lookups;
    this.recent = recent;
    this.config = config;
    this.streams = streams;
    this.discoveries = discoveries;
    this.visible = visible;
    this.clock = clock;
    this.described =
        new GatheredReads<>(names -> eventLoop.run(() -> tables.described(names, clock.instant())));
  }

  /**
   * Makes a table without rows, at version 0.
   *
   * <p>Errors: {@code ALREADY_EXISTS}, {@code INVALID_ARGUMENT}, {@code NOT_SUPPORTED}.
   */
  public Uni<DescribedTable> create(TableSpec spec, UserReference user) {
    return Uni.createFrom()
        .deferred(
            () -> {
              requireCreatable(spec);
              return changing(() -> insert(spec, user));
            });
  }

  private Uni<DescribedTable> insert(TableSpec spec, UserReference user) {
    UserStamp stamp = new UserStamp(user, clock.instant());
    Table table = new Table(UUID.randomUUID(), spec, 0, List.of(), false, stamp, stamp);
    return requireRoom()
        .chain(() -> tables.insert(table))
        .map(made -> new DescribedTable(made, TableStatistics.EMPTY));
  }

  private Uni<Void> requireRoom() {
    return config.countMax().isEmpty()
        ? Uni.createFrom().voidItem()
        : tables
            .existing()
            .invoke(count -> TablesConfig.requireRoom(count, config.countMax()))
            .replaceWithVoid();
  }

  private static void requireCreatable(TableSpec spec) {
    if (spec.partitioningGranularity() == Granularity.WEEK) {
      throw new ServiceException(
          ErrorCode.INVALID_ARGUMENT,
          "partitioningGranularity",
          "New tables cannot be partitioned by week; use day or month.");
    }
    spec.requireSensiblePolicy();
    spec.requireKnownClustering(Set.of());
  }

  /** The table of this name, or failing that of this id. Errors: {@code NOT_FOUND}. */
  public Uni<DescribedTable> get(String nameOrId) {
    return described
        .get(nameOrId)
        .chain(found -> found.isPresent() ? Uni.createFrom().item(found) : byIdIfItIsOne(nameOrId))
        .map(found -> found.orElseThrow(() -> missing(nameOrId)));
  }

  private Uni<Optional<DescribedTable>> byIdIfItIsOne(String text) {
    try {
      return tables.described(UUID.fromString(text), clock.instant());
    } catch (IllegalArgumentException notAnId) {
      return Uni.createFrom().item(Optional.empty());
    }
  }

  /**
   * Replaces the declaration of a table; its rows stay.
   *
   * <p>Errors: {@code NOT_FOUND}, {@code STALE_VERSION}, {@code INVALID_ARGUMENT}.
   */
  public Uni<DescribedTable> update(String nameOrId, TableUpdate update, UserReference user) {
    UserStamp stamp = new UserStamp(user, clock.instant());
    return get(nameOrId)
        .chain(
            found ->
                changing(
                    () ->
                        retention.update(
                            found.table().id(),
                            stamp,
                            (table, statistics) ->
                                use.writers(table.name())
                                    .map(jobs -> update.applyTo(table, statistics, jobs))
                                    .chain(next -> lookups.require(table, next)))))
        .map(updated -> updated.orElseThrow(() -> missing(nameOrId)))
        .chain(table -> tables.described(table.id(), clock.instant()))
        .map(described -> described.orElseThrow(() -> missing(nameOrId)));
  }

  private static ServiceException missing(String name) {
    return new ServiceException(
        ErrorCode.NOT_FOUND, name, "Table %s does not exist.".formatted(name));
  }

  public Uni<Optional<Table>> find(String name) {
    return tables.named(name);
  }

  public Uni<Optional<Table>> identified(UUID id) {
    return tables.identified(id);
  }

  /** All tables, by name, with their columns; {@link TableLists} has them with their figures. */
  public Uni<List<Table>> all() {
    return tables.all();
  }

  /** The visible segments of all tables, hot ones among them. */
  public Uni<List<PlacedSegment>> segments() {
    return visible.segments();
  }

  /** The bytes of all visible segments of all tables. */
  public Uni<Long> totalBytes() {
    return tables.totalBytes();
  }

  /** The named tables that exist, each with its visible rows, all of one moment: now. */
  public Uni<Map<String, TableSnapshot>> snapshot(Set<String> names) {
    return visible.snapshot(names);
  }

  /** The same without a wait, from any thread, if it is known that nothing changed since a read. */
  public Optional<Map<String, TableSnapshot>> recentSnapshot(Set<String> names) {
    return visible.recentSnapshot(names);
  }

  /** What is visible and published of a table. */
  public Uni<List<Segment>> stored(UUID tableId) {
    return segments.visible(tableId);
  }

  /** The last batch of a table's stream that is published; 0 before the first one. */
  public Uni<Long> publishedSequence(UUID tableId) {
    return streams.sequence(tableId);
  }

  /**
   * Runs a transaction that calls {@link #commit}, {@link #change} or {@link #createUnlessPresent},
   * to its end and as often as it tries again.
   */
  public <T> Uni<T> changing(Supplier<Uni<T>> transaction) {
    return recent.changing(transaction);
  }

  /**
   * Makes segments visible and hides those that they replace; runs inside the caller's transaction.
   *
   * <p>Errors: {@code NOT_FOUND}.
   *
   * @param replaced each visible segment that overlaps one of these goes as a whole
   */
  public Uni<Void> commit(
      UUID tableId, UUID jobId, List<Interval> replaced, List<NewSegment> added, Instant now) {
    recent.requireChanging();
    return segments.commit(tableId, jobId, replaced, added, now);
  }

  /**
   * Makes the rows of a stream last; runs inside the caller's transaction.
   *
   * <p>Errors: {@code NOT_FOUND}; {@code STALE_VERSION} when the table's segments are others than
   * those that were seen.
   *
   * @param replaced what the rows do to stored ones, if they take their place
   * @param sequence the last of the hot batches whose rows the segments hold; once the transaction
   *     is over they are to be forgotten ({@link HotSegments#forget})
   */
  public Uni<Void> publish(
      UUID tableId,
      UUID jobId,
      long sequence,
      Optional<ReplacedRows> replaced,
      List<NewSegment> added,
      Instant now) {
    recent.requireChanging();
    return replaced
        .map(rows -> segments.remove(tableId, rows))
        .orElseGet(() -> Uni.createFrom().voidItem())
        .chain(() -> commit(tableId, jobId, List.of(), added, now))
        .chain(() -> streams.advance(tableId, sequence));
  }

  /**
   * Adds columns of rows that are not published yet, in a transaction of its own; runs inside
   * {@link #changing}.
   *
   * <p>Errors: {@code TOO_MANY_COLUMNS}, {@code NOT_SUPPORTED}.
   */
  public Uni<Void> discover(UUID tableId, List<Column> found) {
    recent.requireChanging();
    return discoveries.add(tableId, found);
  }

  /**
   * Deletes, drops or restores; runs inside the caller's transaction.
   *
   * <p>Errors: {@code NOT_FOUND}; {@code INVALID_ARGUMENT} for a restore over visible rows.
   */
  public Uni<DataChange.Outcome> change(UUID tableId, DataChange change, Instant now) {
    recent.requireChanging();
    return changes.apply(tableId, change, now);
  }

  /** The segments of a table that can be restored. Errors: {@code NOT_FOUND}. */
  public Uni<List<UnusedSegment>> unused(String nameOrId, UnusedSelection selection) {
    return get(nameOrId).chain(found -> segments.unused(found.table(), selection));
  }

  /**
   * Lets a new job have a table, which stays as it is until the caller's transaction ends.
   *
   * <p>Errors: {@code STALE_VERSION} when it is not the table that the job was planned for any
   * more; {@code INVALID_ARGUMENT} when it is about to go, or when it must go or lose rows while
   * others need it.
   */
  public Uni<Void> admit(Table planned, Optional<DataChange> change) {
    return tables
        .lock(planned.id())
        .chain(
            found -> {
              TableEntity entity = found.orElseThrow(() -> stale(planned));
              if (entity.version != planned.version()) {
                throw stale(planned);
              }
              if (entity.isDeleting) {
                throw refused(
                    "Table %s is being dropped and takes no jobs.".formatted(planned.name()));
              }
              return change.isEmpty() ? Uni.createFrom().voidItem() : admit(entity, change.get());
            });
  }

  private Uni<Void> admit(TableEntity table, DataChange change) {
    return switch (change) {
      case DataChange.Restore restore -> Uni.createFrom().voidItem();
      case DataChange.Delete delete -> requireNoReaders(table.name, "cannot lose data");
      case DataChange.Drop drop ->
          lookups
              .requireDroppable(table.id, table.name)
              .chain(() -> requireNoReaders(table.name, "cannot be dropped"))
              .chain(() -> use.writers(table.name))
              .invoke(
                  jobs -> {
                    if (!jobs.isEmpty()) {
                      throw refused(
                          "Table %s cannot be dropped: jobs work on it (%s); cancel them or wait."
                              .formatted(table.name, TableUpdate.named(jobs)));
                    }
                    table.isDeleting = true;
                  })
              .replaceWithVoid();
    };
  }

  private Uni<Void> requireNoReaders(String name, String consequence) {
    return use.readers(name)
        .invoke(
            jobs -> {
              if (!jobs.isEmpty()) {
                throw refused(
                    "Table %s %s: jobs read it (%s); cancel them or wait."
                        .formatted(name, consequence, TableUpdate.named(jobs)));
              }
            })
        .replaceWithVoid();
  }

  private static ServiceException stale(Table planned) {
    return new ServiceException(
        ErrorCode.STALE_VERSION,
        "target.tableName",
        "Table %s changed meanwhile; try again.".formatted(planned.name()));
  }

  private static ServiceException refused(String message) {
    return new ServiceException(ErrorCode.INVALID_ARGUMENT, "target.tableName", message);
  }

  /** Gives up the dropping of a table; part of the caller's transaction. */
  public Uni<Void> keep(String name) {
    return tables.keep(name);
  }

  public Uni<List<SegmentReference>> referencedSegments() {
    return segments.references();
  }

  /**
   * Makes a job's own table in the caller's transaction, unless it exists by now.
   *
   * <p>The planner has checked the spec; its clustering columns appear with the job's rows.
   */
  public Uni<Table> createUnlessPresent(TableSpec spec, UserReference user) {
    recent.requireChanging();
    return tables
        .named(spec.name())
        .chain(
            found ->
                found.isPresent()
                    ? Uni.createFrom().item(found.get())
                    : insert(spec, user).map(DescribedTable::table));
  }

  /** Whether a column of this name may be written by a job. */
  public static boolean accepts(Table table, String columnName) {
    return columnName.equals(Column.TIME)
        || (table.spec().isAggregate() && columnName.equals(Column.COUNT.name()))
        || table.spec().schemaMode() == SchemaMode.FLEXIBLE
        || table.spec().declared(columnName).isPresent();
  }
}
