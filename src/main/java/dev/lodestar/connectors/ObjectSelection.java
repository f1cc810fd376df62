package dev.lodestar.connectors;

import java.util.List;

/** Which objects of a store a job reads. Source: control-plane specification, 8.3. */
public sealed interface ObjectSelection {
  /** Objects by address: {@code s3://bucket/key}, {@code azure://container/key}. */
  record Uris(List<String> uris) implements ObjectSelection {
    public Uris {
      uris = List.copyOf(uris);
    }
  }

  /** Objects by key. */
  record Keys(List<String> keys) implements ObjectSelection {
    public Keys {
      keys = List.copyOf(keys);
    }
  }

  /** All objects, but for empty ones, whose keys begin so. */
  record Prefixes(List<String> prefixes) implements ObjectSelection {
    public Prefixes {
      prefixes = List.copyOf(prefixes);
    }
  }

  /** All objects, but for empty ones, below the connection's prefix whose whole keys match. */
  record Matching(Glob glob) implements ObjectSelection {}
}
