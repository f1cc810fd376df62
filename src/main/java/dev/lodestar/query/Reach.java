package dev.lodestar.query;

/** Which rows of a table a statement sees. */
enum Reach {
  /** Those that the storage policies keep close; for queries whose clients wait. */
  CACHED,
  /** All of them. */
  EVERYTHING
}
