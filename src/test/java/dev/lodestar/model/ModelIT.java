package dev.lodestar.model;

import dev.lodestar.crash.ServerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random sequences of creates, jobs, cancels, deletes, restores and kills against a model.
 *
 * <p>Sequences have tables of their own, so several go on at once; a server is killed while all
 * kinds of their jobs wait and run, and the next one must bring each of them to its end, in order
 * and once.
 *
 * <p>Settings: {@code lodestar.model.sequences} (20, or 1,000 with {@code lodestar.long}), {@code
 * lodestar.model.seed} of the first sequence.
 */
class ModelIT {
  private static final int SEQUENCES =
      Integer.getInteger(
          "lodestar.model.sequences", Boolean.getBoolean("lodestar.long") ? 1_000 : 20);
  private static final long SEED =
      Long.getLong("lodestar.model.seed", System.nanoTime() % 1_000_000);

  /** Before a kill, and again after it. */
  private static final int STEPS = 6;

  private static final int SEQUENCES_A_KILL = 10;
  private static final int SEQUENCES_AT_ONCE = 4;
  private static final long KILL_WITHIN_MS = 400;

  @TempDir Path root;
  private final ExecutorService callers = Executors.newFixedThreadPool(SEQUENCES_AT_ONCE);

  @Test
  void answersAsTheModelDoes() throws Exception {
    System.out.println("  seed " + SEED);
    Random moments = new Random(SEED);
    ServerProcess server = ServerProcess.start(root, Map.of());
    ModelClient client = new ModelClient(server.address());
    try {
      for (int first = 0; first < SEQUENCES; first += SEQUENCES_A_KILL) {
        List<ModelRun> runs = runs(first, client);
        each(runs, run -> run.steps(STEPS));
        each(runs, ModelRun::leaveUnfinished);
        server.survives(Duration.ofMillis(moments.nextLong(KILL_WITHIN_MS)));
        client.close();
        server.kill();
        server = ServerProcess.start(root, Map.of());
        client = new ModelClient(server.address());
        ModelClient next = client;
        each(
            runs,
            run -> {
              run.goOn(next);
              run.steps(STEPS);
              run.end();
            });
        System.out.println("  " + (first + runs.size()) + " sequences");
      }
    } finally {
      callers.shutdownNow();
      client.close();
      server.close();
    }
  }

  private static List<ModelRun> runs(int first, ModelClient client) {
    return IntStream.range(first, Math.min(SEQUENCES, first + SEQUENCES_A_KILL))
        .mapToObj(i -> new ModelRun(SEED + i, client))
        .toList();
  }

  /** A part of a sequence. */
  private interface Part {
    void of(ModelRun run) throws Exception;
  }

  /** Carries a part out in every sequence, some at once, and waits for all. */
  private void each(List<ModelRun> runs, Part part) throws Exception {
    List<Callable<Void>> parts =
        runs.stream()
            .<Callable<Void>>map(
                run ->
                    () -> {
                      part.of(run);
                      return null;
                    })
            .toList();
    for (Future<Void> done : callers.invokeAll(parts)) {
      try {
        done.get();
      } catch (ExecutionException e) {
        throw new AssertionError(e.getCause().getMessage(), e.getCause());
      }
    }
  }
}
