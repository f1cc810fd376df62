package dev.lodestar.engine;

/** What a running ingestion tells its owner, and how its owner stops it. */
public interface IngestControl {
  /**
   * Called once for each stretch of work that can be interrupted; the engine runs it from another
   * thread when {@link #canceled} becomes true. A stretch begun after a cancel stops at once.
   */
  void onCancel(Runnable interrupt);

  boolean canceled();

  /** The share of the work that is done, 0 to 1, never going back. */
  void progress(double share);
}
