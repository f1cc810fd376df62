package dev.lodestar.storage;

import java.nio.file.Path;

/**
 * The layout of {@code LODESTAR_DATA_DIR}.
 *
 * @param root an absolute path
 */
public record DataDirectory(Path root) {
  public DataDirectory {
    root = root.toAbsolutePath().normalize();
  }

  /** Uploaded files, named by file id. */
  public Path files() {
    return root.resolve("files");
  }

  /** Segment files, one folder per table id, unless they are kept elsewhere. */
  public Path segments() {
    return root.resolve("segments");
  }

  /** Copies of segments that are kept in an object store, one folder per table id. */
  public Path cache() {
    return root.resolve("cache");
  }

  /** Work of running jobs, one folder per job id; empty when no job runs. */
  public Path staging() {
    return root.resolve("staging");
  }

  /** Results of asynchronous statements, one folder per statement id. */
  public Path results() {
    return root.resolve("results");
  }

  /** What the engines spill. */
  public Path spill() {
    return root.resolve("spill");
  }

  /** The keys that seal secrets of connections, unless all are configured. */
  public Path connectionKeys() {
    return root.resolve("connections.keys");
  }

  /** The operator's API key, unless it is configured. */
  public Path adminApiKey() {
    return root.resolve("admin-api-key");
  }

  /** The embedded PostgreSQL. */
  public Path database() {
    return root.resolve("postgres");
  }
}
