/**
 * Faults: the one exception that Lodestar throws, and the list of what can be wrong.
 *
 * <p>Start with {@link dev.lodestar.error.ErrorCode}. Promises: no HTTP here (only {@code
 * api.ErrorMapper} turns a kind into a status), and a message is a sentence that a user may read:
 * it names the object, the rule and if possible the remedy, and never holds row contents or
 * secrets.
 */
package dev.lodestar.error;
