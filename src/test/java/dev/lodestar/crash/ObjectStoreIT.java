package dev.lodestar.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lodestar.bench.EventGenerator;
import dev.lodestar.bench.EventJob;
import dev.lodestar.testing.S3Store;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * A server whose segments are in a bucket: its disk may go, it may be killed, the bucket may be
 * slow, away or damaged.
 */
class ObjectStoreIT {
  private static final String BUCKET = "store-" + UUID.randomUUID();
  private static final String PREFIX = "lodestar/";
  private static final String FILE = "events.json";
  private static final String LOAD = "load_number";
  private static final LocalDate FIRST_DAY = LocalDate.parse("2026-01-01");
  private static final int DAYS = 7;
  private static final long ROWS = 14_000;

  /** Less than a table has, and more than half of it. */
  private static final long CACHE_BYTES = 400_000;

  @TempDir static Path shared;
  private static LoadedRows oneLoad;
  private static S3Client bucket;
  private static CutProxy proxy;
  private static CrashedServer server;

  private String table = "";

  @BeforeAll
  static void start() throws Exception {
    S3Store store = S3Store.get();
    bucket = store.client();
    bucket.createBucket(create -> create.bucket(BUCKET));
    proxy = new CutProxy(URI.create(store.endpoint()).getPort());
    Path events = shared.resolve(FILE);
    new EventGenerator(ROWS, 7).write(events);
    oneLoad = LoadedRows.expected(events);
    server =
        CrashedServer.start(
            shared.resolve("data"),
            Map.of(
                "LODESTAR_STORAGE",
                "s3://" + BUCKET + "/" + PREFIX,
                "LODESTAR_STORAGE_ENDPOINT",
                "http://127.0.0.1:" + proxy.port(),
                "LODESTAR_STORAGE_ACCESS_KEY_ID",
                S3Store.ACCESS_KEY_ID,
                "LODESTAR_STORAGE_SECRET_ACCESS_KEY",
                S3Store.ACCESS_KEY_SECRET,
                "LODESTAR_STORAGE_CACHE_SIZE",
                Long.toString(CACHE_BYTES),
                "LODESTAR_STORAGE_TIMEOUT",
                "PT3S",
                "LODESTAR_UPKEEP_COMPACTION",
                "false"));
    server.client().upload(FILE, events);
  }

  @BeforeEach
  void prepare(TestInfo test) throws Exception {
    server.restartIfGone();
    table = test.getTestMethod().orElseThrow().getName();
  }

  @AfterEach
  void mend() {
    proxy.mend();
  }

  @AfterAll
  static void close() throws Exception {
    server.close();
    proxy.close();
    bucket.close();
  }

  private String submit() throws IOException, InterruptedException {
    return server.client().submit(EventJob.numbered(FILE, table, LOAD, 0));
  }

  private void load() throws IOException, InterruptedException {
    server.awaitCompleted(submit());
  }

  private static List<S3Object> objects(String prefix) {
    return bucket.listObjectsV2(list -> list.bucket(BUCKET).prefix(PREFIX + prefix)).contents();
  }

  private List<S3Object> objectsOfTable() throws IOException, InterruptedException {
    return objects(server.client().table(table).path("id").asText());
  }

  private LoadedRows.Sums found(LocalDate day) throws IOException, InterruptedException {
    JsonNode row =
        server
            .client()
            .query(
                """
                SELECT COUNT(*), SUM("l_big"), SUM("l_mid") FROM "%s"
                WHERE TIME_IN_INTERVAL(__time, '%s/P1D')"""
                    .formatted(table, day))
            .get(0);
    return new LoadedRows.Sums(row.get(0).asLong(), row.get(1).asLong(), row.get(2).asLong());
  }

  private static List<LocalDate> days() {
    return FIRST_DAY.datesUntil(FIRST_DAY.plusDays(DAYS)).toList();
  }

  /** Day by day, because the cache is smaller than the table. */
  private void assertAllRowsAreThere() throws IOException, InterruptedException {
    Map<String, LoadedRows.Sums> found = new TreeMap<>();
    for (LocalDate day : days()) {
      found.put(day.toString(), found(day));
      assertThat(server.bytesIn("cache")).isLessThanOrEqualTo(CACHE_BYTES);
    }
    assertThat(found).isEqualTo(oneLoad.byDay());
  }

  private void loseCopies() throws IOException {
    for (Path copy : server.filesIn("cache")) {
      Files.delete(copy);
    }
  }

  @Test
  void rowsSurviveTheLossOfTheLocalDisk() throws Exception {
    load();
    assertThat(server.client().table(table).path("segmentTotalBytes").asLong())
        .isGreaterThan(CACHE_BYTES);
    assertThat(server.filesIn("segments")).isEmpty();
    assertAllRowsAreThere();

    assertThat(server.process().stop()).isEqualTo(128 + 15);
    loseCopies();
    server.restart();

    assertAllRowsAreThere();
    assertThat(server.bytesIn("cache")).isPositive();
    server.assertNoWorkIsLeft();
  }

  @Test
  void queryOfMoreThanTheCacheIsRefusedInOneSentence() throws Exception {
    load();

    assertThatThrownBy(
            () -> server.client().query("SELECT SUM(\"l_big\") FROM \"%s\"".formatted(table)))
        .hasMessageContaining("raise LODESTAR_STORAGE_CACHE_SIZE");

    assertAllRowsAreThere();
  }

  @Test
  void killBetweenUploadAndCommitLosesAndDoublesNothing() throws Exception {
    int before = objects("").size();
    String job = submit();
    CrashedServer.watching().until(() -> objects("").size() > before);
    server.process().kill();
    int left = objects("").size() - before;
    server.restart();

    server.awaitCompleted(job);

    System.out.println("object store: killed with %d objects in place".formatted(left));
    assertAllRowsAreThere();
    assertThat(objectsOfTable()).hasSize(server.client().table(table).path("segmentCount").asInt());
    server.assertNoWorkIsLeft();
  }

  @Test
  void storeThatIsSlowFailsQueriesInTimeAndHoldsJobs() throws Exception {
    load();
    loseCopies();
    proxy.stall();

    assertThatThrownBy(() -> found(FIRST_DAY))
        .hasMessageContaining(" 503")
        .hasMessageContaining("The object store of segments did not fetch")
        .hasMessageContaining("does not answer in time");
    table += "_held";
    String held = submit();
    CrashedServer.waiting().until(() -> server.client().progress(held) > 0);
    proxy.mend();

    server.awaitCompleted(held);
    assertAllRowsAreThere();
    table = table.substring(0, table.length() - "_held".length());
    assertAllRowsAreThere();
  }

  @Test
  void serverStartsWithoutItsStoreAndGoesOnWhenItIsBack() throws Exception {
    load();
    server.process().kill();
    proxy.cut();
    server.restart();
    String job = submit();
    proxy.mend();

    server.awaitCompleted(job);

    assertThat(found(FIRST_DAY).rows()).isEqualTo(2 * ROWS / DAYS);
  }

  @Test
  void damagedObjectIsNamedAndTheRestStaysReadable() throws Exception {
    load();
    S3Object damaged = objectsOfTable().getFirst();
    byte[] bytes =
        bucket.getObjectAsBytes(get -> get.bucket(BUCKET).key(damaged.key())).asByteArray().clone();
    byte[] whole = bytes.clone();
    bytes[bytes.length / 2] ^= 1;
    put(damaged, bytes);
    loseCopies();

    List<String> faults = new ArrayList<>();
    for (LocalDate day : days()) {
      try {
        assertThat(found(day)).isEqualTo(oneLoad.byDay().get(day.toString()));
      } catch (IllegalStateException e) {
        faults.add(e.getMessage());
      }
    }

    String name = damaged.key().substring(damaged.key().lastIndexOf('/') + 1);
    assertThat(faults)
        .as("the day of the segment, and no other")
        .singleElement()
        .asString()
        .contains(table, name.replace(".parquet", ""))
        .contains("does not match its checksum; restore this file");
    put(damaged, whole);
    assertAllRowsAreThere();
  }

  private static void put(S3Object object, byte[] bytes) {
    bucket.putObject(put -> put.bucket(BUCKET).key(object.key()), RequestBody.fromBytes(bytes));
  }

  @Test
  void damagedCopyIsFetchedAgain() throws Exception {
    load();
    found(FIRST_DAY);
    for (Path copy : server.filesIn("cache")) {
      Files.write(copy, new byte[(int) Files.size(copy)]);
    }

    assertAllRowsAreThere();
  }
}
