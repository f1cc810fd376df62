package dev.lodestar.sql;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value for one {@code ?} of a statement.
 *
 * @param type a SQL type name in any case: VARCHAR, BIGINT, DOUBLE, TIMESTAMP, ARRAY, ...
 * @param value String, Long, Double, Boolean, {@link List} of those, or null
 */
public record SqlParameter(String type, @Nullable Object value) {}
