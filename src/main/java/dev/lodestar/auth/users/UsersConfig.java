package dev.lodestar.auth.users;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Settings of users and groups. */
@ConfigMapping(prefix = "lodestar.auth.users")
public interface UsersConfig {
  /** Users of the organization; all are in memory. */
  @WithDefault("5000")
  int max();

  /** Groups of the organization, the predefined ones aside. */
  @WithDefault("200")
  int groupsMax();
}
