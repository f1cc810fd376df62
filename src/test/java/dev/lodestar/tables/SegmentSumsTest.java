package dev.lodestar.tables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lodestar.reactive.EventLoop;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What the database adds up of segments is what they add up to, whatever statement changes them.
 */
@QuarkusTest
class SegmentSumsTest {
  /** The sums that are kept beside those that are made anew. */
  private static final String BOTH =
      """
      select concat_ws(',', t.segment_count, t.row_count, t.size_bytes, t.compacted_bytes,
        count(s.id), coalesce(sum(s.row_count), 0), coalesce(sum(s.size_bytes), 0),
        coalesce(sum(case when s.is_compacted then s.size_bytes else 0 end), 0))
      from data_table t left join segment s on s.table_id = t.id and s.replaced_at is null
      where t.id = cast(:table as uuid) group by t.id""";

  private static final String TABLE =
      """
      insert into data_table (id, name, type, version, schema_mode, partitioning,
        clustering_columns, declared_columns, discovered_columns, created_by_id, created_by_name,
        created_at, modified_by_id, modified_by_name, modified_at)
      values ('%1$s', 'sums-%1$s', 'DETAIL', 0, 'FLEXIBLE', 'DAY', '[]', '[]', '[]', '1', 'a',
        now(), '1', 'a', now())""";

  /** Segments 1 to 4, with as many rows and ten times as many bytes; the last is hidden. */
  private static final String SEGMENTS =
      """
      insert into segment (id, table_id, job_id, chunk_start_ms, chunk_end_ms, version,
        partition_number, row_count, size_bytes, min_time_ms, max_time_ms, columns, created_at,
        replaced_at)
      select gen_random_uuid(), '%s', gen_random_uuid(), 0, 1, 'v', i, i, 10 * i, 0, 0, '[]',
        now(), case when i = 4 then now() end from generate_series(1, 4) i""";

  @Inject EventLoop eventLoop;

  private final String table = UUID.randomUUID().toString();

  private <T> T await(Uni<T> work) {
    return work.await().atMost(Duration.ofSeconds(30));
  }

  private void run(String sql) {
    await(
        eventLoop.run(
            () ->
                Panache.withTransaction(
                    () ->
                        Panache.getSession()
                            .chain(
                                session ->
                                    session
                                        .createNativeQuery(sql.formatted(table))
                                        .executeUpdate()))));
  }

  /** The kept sums, after a check that they are right. */
  private List<String> sums() {
    String both =
        await(
            eventLoop.run(
                () ->
                    Panache.withSession(
                        () ->
                            Panache.getSession()
                                .chain(
                                    session ->
                                        session
                                            .createNativeQuery(BOTH, String.class)
                                            .setParameter("table", table)
                                            .getSingleResult()))));
    List<String> all = List.of(both.split(","));
    assertThat(all.subList(0, 4)).isEqualTo(all.subList(4, 8));
    return all.subList(0, 4);
  }

  @BeforeEach
  void makeTable() {
    run(TABLE);
    run(SEGMENTS);
  }

  @Test
  void countsVisibleSegmentsOnly() {
    assertThat(sums()).containsExactly("3", "6", "60", "0");
  }

  @Test
  void followsWhatIsHiddenAndRestored() {
    run("update segment set replaced_at = now() where table_id = '%s' and row_count < 3");
    assertThat(sums()).containsExactly("1", "3", "30", "0");

    run("update segment set replaced_at = null where table_id = '%s' and row_count <> 1");
    assertThat(sums()).containsExactly("3", "9", "90", "0");
  }

  @Test
  void followsWhatIsDeletedAndMerged() {
    run("delete from segment where table_id = '%s' and row_count in (2, 4)");
    assertThat(sums()).containsExactly("2", "4", "40", "0");

    run("update segment set is_compacted = true where table_id = '%s' and row_count = 1");
    assertThat(sums()).containsExactly("2", "4", "40", "10");

    run("delete from segment where table_id = '%s'");
    assertThat(sums()).containsExactly("0", "0", "0", "0");
  }

  @Test
  void lastsUntilTheTableIsGone() {
    run("delete from data_table where id = '%s'");

    run(TABLE);
    assertThat(sums()).containsExactly("0", "0", "0", "0");
  }
}
