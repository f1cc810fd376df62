package dev.lodestar.query;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of asynchronous statements. */
@ConfigMapping(prefix = "lodestar.statements")
public interface StatementsConfig {
  /** How many statements run at the same time, beside the queries whose clients wait. */
  @WithDefault("2")
  int concurrency();

  /** How many more may wait; beyond that the answer is 429. */
  @WithDefault("1000")
  int waitingMax();

  /** How long a statement may run when its context does not say. */
  @WithDefault("PT1H")
  Duration timeout();

  /** How long a statement and its result are kept after its end. */
  @WithDefault("P7D")
  Duration keptFor();

  /** The rows of one page when the context has no {@code rowsPerPage}. */
  @WithDefault("100000")
  long pageRowsMax();

  /** A page ends at this size, whatever its rows. */
  @WithDefault("16M")
  MemorySize pageSizeMax();

  /** The largest result that a statement may have. */
  @WithDefault("10G")
  MemorySize resultSizeMax();
}
