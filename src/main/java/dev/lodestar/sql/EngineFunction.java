package dev.lodestar.sql;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A function in Java that rendered SQL calls because the engine has no equal.
 *
 * @param name as rendered SQL calls it; it starts with {@code druid_}
 * @param parameterTypes VARCHAR, BIGINT, DOUBLE or BOOLEAN each
 * @param returnType one of the same
 * @param body gets the arguments (String, Long, Double, Boolean or null each) and returns one of
 *     those; an exception of it fails the statement
 */
public record EngineFunction(
    String name,
    List<SqlType> parameterTypes,
    SqlType returnType,
    Function<@Nullable Object[], @Nullable Object> body) {
  public EngineFunction {
    parameterTypes = List.copyOf(parameterTypes);
  }
}
