/**
 * The people of the organization and their groups, which say what the tokens of a provider may do.
 *
 * <p>Start with {@link dev.lodestar.auth.users.UsersService}. {@code Directory} is all of it at one
 * moment, held in memory ({@link dev.lodestar.auth.users.UserDirectory}); a change is planned as an
 * {@code Edit} against it while the list is locked, then stored, then exchanged. Promises: a change
 * counts for the next request; the predefined groups never change
 * (docs/decisions/0072-provider-and-users.md).
 */
package dev.lodestar.auth.users;
