package dev.lodestar.connectors;

/** What a transfer tells the job that it works for, and how that job stops it. */
public interface FetchControl {
  /** Called once; what is given may run on any thread, at once if the job is over already. */
  void onCancel(Runnable interrupt);

  /** The share of the objects that are here, 0 to 1. */
  void progress(double share);
}
