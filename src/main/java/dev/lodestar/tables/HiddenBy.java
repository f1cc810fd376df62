package dev.lodestar.tables;

/** What else than a job hides a segment. */
enum HiddenBy {
  /** The table's storage policy. */
  RETENTION
}
