package dev.lodestar.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lodestar.bench.EventGenerator;
import dev.lodestar.bench.EventJob;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server that ends at the worst moment, and the one that is started after it: jobs end completed,
 * each row is there exactly once, no file is left that nobody refers to.
 *
 * <p>Settings: {@code lodestar.crash.rounds} (3, or 20 with {@code lodestar.long}), {@code
 * lodestar.crash.rows} of each load, {@code lodestar.crash.seed} of the random moments.
 */
class CrashIT {
  private static final int ROUNDS =
      Integer.getInteger("lodestar.crash.rounds", Boolean.getBoolean("lodestar.long") ? 20 : 3);
  private static final long ROWS = Long.getLong("lodestar.crash.rows", 250_000);
  private static final long SEED = Long.getLong("lodestar.crash.seed", System.nanoTime() % 100_000);
  private static final String FILE = "events.json";
  private static final String HALF = "half.json";
  private static final String LOAD = "load_number";

  /** One job at a time, so that others wait. */
  private static final Map<String, String> SETTINGS = Map.of("LODESTAR_JOBS_SLOTS", "1");

  @TempDir static Path shared;
  private static Path events;
  private static LoadedRows oneLoad;
  private static CrashedServer server;

  private final Random random = new Random(SEED);
  private final Map<Integer, LoadedRows> expected = new TreeMap<>();
  private String table = "";

  @BeforeAll
  static void start() throws Exception {
    events = shared.resolve(FILE);
    new EventGenerator(ROWS, 42).write(events);
    oneLoad = LoadedRows.expected(events);
    assertThat(oneLoad.rows()).isEqualTo(ROWS);
    tell("seed %d, %d rounds, %d rows a load".formatted(SEED, ROUNDS, ROWS));
    server = CrashedServer.start(shared.resolve("data"), SETTINGS);
    server.client().upload(FILE, events);
  }

  @BeforeEach
  void prepare(TestInfo test) throws Exception {
    server.restartIfGone();
    table = test.getTestMethod().orElseThrow().getName();
  }

  @AfterAll
  static void close() throws Exception {
    server.close();
  }

  @Test
  void killAtAnyMomentOfLoadLosesAndDoublesNothing() throws Exception {
    server.awaitCompleted(submit(0)); // the first load of a server takes longer
    long begun = System.nanoTime();
    server.awaitCompleted(submit(1));
    Duration whole = Duration.ofNanos(System.nanoTime() - begun);
    assertOnlyWholeLoads();

    for (int round = 1; round <= ROUNDS; round++) {
      String job = submit(round + 1);
      Duration moment = whole.multipliedBy(random.nextLong(1_200)).dividedBy(1_000);
      assertThat(server.process().survives(moment)).isTrue();
      server.killAndRestart();
      server.awaitCompleted(job);
      tell(
          "round %d: killed %d ms after the submission, of %d; %s"
              .formatted(round, moment.toMillis(), whole.toMillis(), ranAgain(job)));
      assertOnlyWholeLoads();
    }
  }

  /** The moment that matters most: files are in their place, but no transaction names them. */
  @Test
  void killBetweenFilesAndCommitLosesAndDoublesNothing() throws Exception {

    for (int round = 0; round < Math.max(2, ROUNDS / 2); round++) {
      int before = segmentFiles().size();
      String job = submit(round);
      CrashedServer.watching().until(() -> segmentFiles().size() > before);
      assertThat(server.process().survives(Duration.ofMillis(random.nextLong(60)))).isTrue();
      server.process().kill();
      int left = segmentFiles().size() - before;
      server.restart();
      server.awaitCompleted(job);
      tell("killed with %d new segment files in place; %s".formatted(left, ranAgain(job)));
      assertOnlyWholeLoads();
    }
  }

  @Test
  void killLeavesQueuedJobsQueuedAndCanceledOnesCanceled() throws Exception {
    String running = submit(0);
    String queued = submit(1);
    String canceled = server.client().submit(EventJob.numbered(FILE, table, LOAD, 2));
    server.client().cancel(canceled);
    CrashedServer.waiting().until(() -> server.client().status(running).equals("running"));

    server.killAndRestart();
    server.awaitCompleted(running);
    server.awaitCompleted(queued);

    assertThat(server.client().status(canceled)).isEqualTo("canceled");
    assertOnlyWholeLoads();
  }

  @Test
  void killDuringUploadLeavesNothing() throws Exception {
    URI address = server.process().address();
    long before = server.bytesIn("files");
    try (Socket socket = new Socket(address.getHost(), address.getPort())) {
      sendHalfOfUpload(socket.getOutputStream());
      CrashedServer.waiting().until(() -> server.bytesIn("files") > before);

      server.killAndRestart();
    }

    assertThat(server.client().files().path("totalCount").asLong()).isEqualTo(1);
    assertThat(server.bytesIn("files")).isEqualTo(before);
    server.client().upload(HALF, events);
    assertThat(server.client().files().path("totalCount").asLong()).isEqualTo(2);
  }

  @Test
  void stopIsCleanAndInterruptedJobRunsAgainAtNextStart() throws Exception {
    String job = submit(0);
    CrashedServer.waiting().until(() -> server.client().progress(job) > 0);

    assertThat(server.process().stop()).as("ended by SIGTERM").isEqualTo(128 + 15);
    assertThat(server.process().said()).noneMatch(line -> line.contains("ERROR"));
    assertThat(server.process().database()).isEmpty();
    assertThat(shared.resolve("data/postgres/data/postmaster.pid")).doesNotExist();
    server.restart();
    server.awaitCompleted(job);

    assertOnlyWholeLoads();
    assertThat(server.logs(job)).contains("job_restarted");
  }

  @Test
  void secondServerIsRefusedAndLeavesTheLoadAlone() throws Exception {
    String job = submit(0);

    List<String> said = ServerProcess.refusal(shared.resolve("data"));

    assertThat(said)
        .singleElement()
        .asString()
        .contains("in use by another Lodestar (process " + server.process().pid() + ")");
    server.awaitCompleted(job);
    assertOnlyWholeLoads();
  }

  private String submit(int load) throws IOException, InterruptedException {
    expected.put(load, oneLoad);
    return server.client().submit(EventJob.numbered(FILE, table, LOAD, load));
  }

  /** Whether the kill came before the commit. */
  private String ranAgain(String job) {
    return server.logs(job).contains("job_restarted")
        ? "the job ran again"
        : "the job had completed";
  }

  private static void tell(String what) {
    System.out.println("crash: " + what);
  }

  private void assertOnlyWholeLoads() throws IOException, InterruptedException {
    assertThat(LoadedRows.found(server.client(), table, LOAD)).isEqualTo(expected);
    JsonNode view = server.client().table(table);
    String folder = "segments/" + view.path("id").asText();
    assertThat(server.filesIn(folder)).hasSize(view.path("segmentCount").asInt());
    assertThat(server.bytesIn(folder)).isEqualTo(view.path("segmentTotalBytes").asLong());
    assertThat(view.path("totalRows").asLong()).isEqualTo(ROWS * expected.size());
    server.assertNoWorkIsLeft();
  }

  private List<Path> segmentFiles() throws IOException {
    return server.filesIn("segments");
  }

  /** Promises a whole file and sends the first half of it. */
  private static void sendHalfOfUpload(OutputStream out) throws IOException {
    byte[] head = ServerClient.head(HALF).getBytes(StandardCharsets.UTF_8);
    byte[] content = Files.readAllBytes(events);
    String request =
        """
        POST /v1/projects/default/files HTTP/1.1\r
        Host: localhost\r
        Content-Type: %s\r
        Content-Length: %d\r
        \r
        """
            .formatted(ServerClient.contentType(), head.length + content.length + 100L);
    out.write(request.getBytes(StandardCharsets.UTF_8));
    out.write(head);
    out.write(content, 0, content.length / 2);
    out.flush();
  }
}
