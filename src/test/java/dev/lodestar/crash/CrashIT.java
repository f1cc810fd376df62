package dev.lodestar.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lodestar.bench.EventGenerator;
import dev.lodestar.bench.EventJob;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
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
  private static final long ROWS = Long.getLong("lodestar.crash.rows", 400_000);
  private static final long SEED = Long.getLong("lodestar.crash.seed", System.nanoTime() % 100_000);
  private static final Duration JOB_LIMIT = Duration.ofMinutes(3);
  private static final String FILE = "events.json";
  private static final String TABLE = "events";
  private static final String LOAD = "load_number";

  @TempDir static Path shared;
  private static Path events;
  private static LoadedRows oneLoad;

  @TempDir Path root;
  private final Random random = new Random(SEED);
  private final Map<Integer, LoadedRows> expected = new TreeMap<>();
  private ServerProcess server;
  private ServerClient client;

  @BeforeAll
  static void generate() throws IOException {
    events = shared.resolve(FILE);
    new EventGenerator(ROWS, 42).write(events);
    oneLoad = LoadedRows.expected(events);
    assertThat(oneLoad.rows()).isEqualTo(ROWS);
    tell("seed %d, %d rounds, %d rows a load".formatted(SEED, ROUNDS, ROWS));
  }

  @BeforeEach
  void start() throws Exception {
    start(Map.of());
  }

  @AfterEach
  void close() throws Exception {
    client.close();
    server.close();
  }

  @Test
  void killAtAnyMomentOfLoadLosesAndDoublesNothing() throws Exception {
    client.upload(FILE, events);
    awaitCompleted(submit(0)); // the first load of a server takes longer
    long begun = System.nanoTime();
    awaitCompleted(submit(1));
    Duration whole = Duration.ofNanos(System.nanoTime() - begun);
    assertOnlyWholeLoads();

    for (int round = 1; round <= ROUNDS; round++) {
      String job = submit(round + 1);
      Duration moment = whole.multipliedBy(random.nextLong(1_200)).dividedBy(1_000);
      assertThat(server.survives(moment)).isTrue();
      restartAfterKill();
      awaitCompleted(job);
      tell(
          "round %d: killed %d ms after the submission, of %d; %s"
              .formatted(round, moment.toMillis(), whole.toMillis(), ranAgain(job)));
      assertOnlyWholeLoads();
    }
  }

  /** The moment that matters most: files are in their place, but no transaction names them. */
  @Test
  void killBetweenFilesAndCommitLosesAndDoublesNothing() throws Exception {
    client.upload(FILE, events);

    for (int round = 0; round < Math.max(2, ROUNDS / 2); round++) {
      int before = segmentFiles().size();
      String job = submit(round);
      await()
          .atMost(JOB_LIMIT)
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(1))
          .until(() -> segmentFiles().size() > before);
      assertThat(server.survives(Duration.ofMillis(random.nextLong(60)))).isTrue();
      server.kill();
      int left = segmentFiles().size() - before;
      restart();
      awaitCompleted(job);
      tell("killed with %d new segment files in place; %s".formatted(left, ranAgain(job)));
      assertOnlyWholeLoads();
    }
  }

  @Test
  void killLeavesQueuedJobsQueuedAndCanceledOnesCanceled() throws Exception {
    server.stop();
    start(Map.of("LODESTAR_JOBS_SLOTS", "1"));
    client.upload(FILE, events);
    String running = submit(0);
    String queued = submit(1);
    String canceled = client.submit(EventJob.numbered(FILE, TABLE, LOAD, 2));
    client.cancel(canceled);
    await().atMost(JOB_LIMIT).until(() -> client.status(running).equals("running"));

    restartAfterKill();
    awaitCompleted(running);
    awaitCompleted(queued);

    assertThat(client.status(canceled)).isEqualTo("canceled");
    assertOnlyWholeLoads();
  }

  @Test
  void killDuringUploadLeavesNothing() throws Exception {
    try (Socket socket = new Socket(server.address().getHost(), server.address().getPort())) {
      sendHalfOfUpload(socket.getOutputStream());
      await().atMost(JOB_LIMIT).until(() -> bytesIn("files") > 0);

      restartAfterKill();
    }

    assertThat(client.files().path("totalCount").asLong()).isZero();
    assertThat(filesIn("files")).isEmpty();
    client.upload(FILE, events);
    assertThat(client.files().path("totalCount").asLong()).isEqualTo(1);
  }

  @Test
  void stopIsCleanAndInterruptedJobRunsAgainAtNextStart() throws Exception {
    client.upload(FILE, events);
    String job = submit(0);
    await().atMost(JOB_LIMIT).until(() -> client.progress(job) > 0);

    assertThat(server.stop()).as("ended by SIGTERM").isEqualTo(128 + 15);
    assertThat(server.database()).isEmpty();
    assertThat(root.resolve("postgres/data/postmaster.pid")).doesNotExist();
    restart();
    awaitCompleted(job);

    assertOnlyWholeLoads();
    assertThat(client.logs(job).toString()).contains("job_restarted");
  }

  @Test
  void secondServerIsRefusedAndLeavesTheLoadAlone() throws Exception {
    client.upload(FILE, events);
    String job = submit(0);

    List<String> said = ServerProcess.refusal(root);

    assertThat(said)
        .singleElement()
        .asString()
        .contains("in use by another Lodestar (process " + server.pid() + ")");
    awaitCompleted(job);
    assertOnlyWholeLoads();
  }

  private void start(Map<String, String> settings) throws IOException {
    server = ServerProcess.start(root, settings);
    client = new ServerClient(server.address());
  }

  private void restart() throws IOException {
    client.close();
    start(Map.of());
  }

  private void restartAfterKill() throws IOException, InterruptedException {
    server.kill();
    restart();
  }

  private String submit(int load) throws IOException, InterruptedException {
    expected.put(load, oneLoad);
    return client.submit(EventJob.numbered(FILE, TABLE, LOAD, load));
  }

  private void awaitCompleted(String job) throws IOException, InterruptedException {
    List<String> over = List.of("completed", "failed", "canceled");
    await()
        .atMost(JOB_LIMIT)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> over.contains(client.status(job)));
    assertThat(client.status(job)).as(() -> logs(job)).isEqualTo("completed");
  }

  /** Whether the kill came before the commit. */
  private String ranAgain(String job) {
    return logs(job).contains("job_restarted") ? "the job ran again" : "the job had completed";
  }

  private static void tell(String what) {
    System.out.println("crash: " + what);
  }

  private String logs(String job) {
    try {
      return client.logs(job).toString();
    } catch (IOException | InterruptedException e) {
      return e.toString();
    }
  }

  private void assertOnlyWholeLoads() throws IOException, InterruptedException {
    assertThat(LoadedRows.found(client, TABLE, LOAD)).isEqualTo(expected);
    JsonNode table = client.table(TABLE);
    assertThat(segmentFiles()).hasSize(table.path("segmentCount").asInt());
    assertThat(bytesIn("segments")).isEqualTo(table.path("segmentTotalBytes").asLong());
    assertThat(table.path("totalRows").asLong()).isEqualTo(ROWS * expected.size());
    assertThat(filesIn("staging")).isEmpty();
    assertThat(filesIn("spill")).isEmpty();
    assertThat(filesIn("files")).hasSize(1);
    assertThat(bytesIn("files")).isEqualTo(Files.size(events));
  }

  private List<Path> segmentFiles() throws IOException {
    return filesIn("segments");
  }

  private long bytesIn(String folder) throws IOException {
    long bytes = 0;
    for (Path file : filesIn(folder)) {
      bytes += Files.size(file);
    }
    return bytes;
  }

  /** All files below a folder of the data directory, whatever they are called. */
  private List<Path> filesIn(String folder) throws IOException {
    if (!Files.exists(root.resolve(folder))) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(root.resolve(folder))) {
      return new ArrayList<>(all.filter(Files::isRegularFile).toList());
    }
  }

  /** Promises a whole file and sends the first half of it. */
  private static void sendHalfOfUpload(OutputStream out) throws IOException {
    byte[] head = ServerClient.head(FILE).getBytes(StandardCharsets.UTF_8);
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
