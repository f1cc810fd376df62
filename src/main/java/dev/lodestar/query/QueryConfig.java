package dev.lodestar.query;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of queries. */
@ConfigMapping(prefix = "lodestar.query")
public interface QueryConfig {
  /** How many queries run at the same time. */
  @WithDefault("4")
  int concurrency();

  /** How many more may wait; beyond that the answer is 429. */
  @WithDefault("200")
  int waitingMax();

  /** How long a query may run when its context does not say. */
  @WithDefault("PT5M")
  Duration timeout();

  /** The longest time that a query's context may ask for. */
  @WithDefault("PT1H")
  Duration timeoutMax();
}
