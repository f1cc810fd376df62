package dev.lodestar.audit;

import dev.lodestar.data.UserReference;
import java.time.Instant;
import java.util.UUID;

/**
 * One change.
 *
 * @param user whose credentials were used
 * @param action the operation, by its id in the OpenAPI document, such as {@code createTable}
 * @param resource the path of what was changed or made
 * @param status what was answered
 * @param address where the request came from
 */
public record AuditEntry(
    UUID id,
    Instant time,
    UserReference user,
    String action,
    String resource,
    int status,
    String address) {}
