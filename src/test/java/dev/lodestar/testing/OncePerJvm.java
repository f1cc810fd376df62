package dev.lodestar.testing;

import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.function.Supplier;

/**
 * Remembers what was started in system properties: Quarkus loads test classes once per test
 * profile, so that a static field would start it once for each.
 */
final class OncePerJvm {
  private static final String PREFIX = "lodestar.testing.";

  private OncePerJvm() {}

  /** What {@code start} gave when it was first called under this name. */
  static Map<String, String> get(String name, Supplier<Map<String, String>> start) {
    Properties all = System.getProperties();
    synchronized (all) {
      String prefix = PREFIX + name + ".";
      Map<String, String> known = new HashMap<>();
      for (String key : all.stringPropertyNames()) {
        if (key.startsWith(prefix)) {
          known.put(key.substring(prefix.length()), all.getProperty(key));
        }
      }
      if (known.isEmpty()) {
        known.putAll(start.get());
        known.forEach((key, value) -> all.setProperty(prefix + key, value));
      }
      return known;
    }
  }
}
