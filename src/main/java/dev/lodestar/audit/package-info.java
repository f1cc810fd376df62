/**
 * The audit log: who changed what, and when.
 *
 * <p>Start with {@link dev.lodestar.audit.AuditLog}. Promises: an entry names the operation, its
 * object and the user, never what was sent; entries only go when they are older than the operator
 * wants to keep them.
 */
package dev.lodestar.audit;
