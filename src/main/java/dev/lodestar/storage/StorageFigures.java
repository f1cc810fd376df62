package dev.lodestar.storage;

/**
 * How it is with segment files.
 *
 * @param damaged files that were found damaged or missing, and not whole since
 * @param cacheBytes what the local copies of an object store take; 0 for a local directory
 * @param cacheBytesMax what they may take; 0 for a local directory
 * @param hits files that were there when they were wanted, since the start
 * @param fetches files that had to be fetched, since the start
 * @param uploadsRetried uploads that failed and were tried again, since the start
 */
public record StorageFigures(
    long damaged,
    long cacheBytes,
    long cacheBytesMax,
    long hits,
    long fetches,
    long uploadsRetried) {}
