package dev.lodestar.audit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Period;

/** Settings of the audit log. */
@ConfigMapping(prefix = "lodestar.audit")
public interface AuditConfig {
  /** How many days entries are kept. */
  @WithDefault("P400D")
  Period keep();
}
