package dev.lodestar.model;

import dev.lodestar.crash.ServerProcess;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random sequences of creates, jobs, cancels, deletes, restores and kills against a model.
 *
 * <p>Settings: {@code lodestar.model.sequences} (50, or 1,000 with {@code lodestar.long}), {@code
 * lodestar.model.seed} of the first sequence.
 */
class ModelIT {
  private static final int SEQUENCES =
      Integer.getInteger(
          "lodestar.model.sequences", Boolean.getBoolean("lodestar.long") ? 1_000 : 50);
  private static final long SEED =
      Long.getLong("lodestar.model.seed", System.nanoTime() % 1_000_000);
  private static final int STEPS = 12;

  /** One in so many sequences is interrupted by a kill. */
  private static final int KILLS = 10;

  @TempDir Path root;

  @Test
  void answersAsTheModelDoes() throws Exception {
    System.out.println("  seed " + SEED);
    Random kills = new Random(SEED);
    ServerProcess server = ServerProcess.start(root, Map.of());
    ModelClient client = new ModelClient(server.address());
    try {
      for (int i = 0; i < SEQUENCES; i++) {
        ModelRun run = new ModelRun(SEED + i, client);
        run.steps(kills.nextInt(KILLS) == 0 ? STEPS / 2 : STEPS);
        if (kills.nextInt(KILLS) == 0) {
          client.close();
          server.kill();
          server = ServerProcess.start(root, Map.of());
          client = new ModelClient(server.address());
          run.goOn(client);
          run.compare();
          run.steps(STEPS / 2);
        }
      }
    } finally {
      client.close();
      server.close();
    }
  }
}
