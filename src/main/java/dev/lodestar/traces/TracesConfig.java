package dev.lodestar.traces;

import io.smallrye.config.ConfigMapping;
import java.net.URI;
import java.util.Optional;

/** Where traces go. */
@ConfigMapping(prefix = "lodestar.traces")
public interface TracesConfig {
  /** The URL of a collector that takes OTLP over HTTP; nothing is traced without. */
  Optional<URI> endpoint();
}
