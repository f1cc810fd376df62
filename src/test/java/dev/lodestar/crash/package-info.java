/**
 * The packaged server as a child process that is killed, stopped and started again, and the checks
 * that nothing was lost, doubled or left lying about. Start with {@link
 * dev.lodestar.crash.CrashIT}; more rounds: {@code ./lodestar test --long}, or {@code
 * src/test/scripts/crash-rounds 50} for these tests alone.
 */
package dev.lodestar.crash;
