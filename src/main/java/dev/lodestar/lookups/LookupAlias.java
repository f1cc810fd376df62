package dev.lodestar.lookups;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A name for two columns of a lookup's table: SQL looks keys up by it.
 *
 * @param key the column of the keys
 * @param value the column of the values
 */
public record LookupAlias(@Nullable String name, @Nullable String key, @Nullable String value) {
  public LookupAlias {
    LookupName.require(name, "values.name");
    requireColumn(key, "key", name);
    requireColumn(value, "value", name);
  }

  private static void requireColumn(@Nullable String column, String member, @Nullable String name) {
    if (column == null || column.isEmpty()) {
      throw new ServiceException(
          ErrorCode.INVALID_ARGUMENT,
          "values." + member,
          "Alias \"%s\" needs \"%s\", the name of a column.".formatted(name, member));
    }
  }

  @Override
  public String name() {
    return Objects.requireNonNull(name);
  }

  @Override
  public String key() {
    return Objects.requireNonNull(key);
  }

  @Override
  public String value() {
    return Objects.requireNonNull(value);
  }
}
