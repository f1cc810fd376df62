package dev.lodestar.auth.clients;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Settings of OAuth clients. */
@ConfigMapping(prefix = "lodestar.auth.clients")
public interface ClientsConfig {
  /** Clients of the organization. */
  @WithDefault("100")
  int max();
}
