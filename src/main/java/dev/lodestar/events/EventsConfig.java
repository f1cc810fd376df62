package dev.lodestar.events;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of pushed events. */
@ConfigMapping(prefix = "lodestar.events")
public interface EventsConfig {
  /** The largest body of one request, as it is sent and unpacked. */
  @WithDefault("1M")
  MemorySize bodySizeMax();

  /** How many requests may wait to be stored; further ones are refused for a moment. */
  @WithDefault("4096")
  int waitingMax();

  /** How many bytes of them may wait. */
  @WithDefault("64M")
  MemorySize waitingSizeMax();

  /** How long events are kept that every table has read that ever read their stream. */
  @WithDefault("P7D")
  Duration keptFor();

  /** How long events are kept that some table has not read yet. */
  @WithDefault("P30D")
  Duration keptUnreadFor();
}
