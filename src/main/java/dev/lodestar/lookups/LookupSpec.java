package dev.lodestar.lookups;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A lookup as its user declares it.
 *
 * <p>Source: control-plane specification, 13.
 *
 * @param name absent only where the path names it
 */
public record LookupSpec(@Nullable String name, @Nullable Source source) {
  public LookupSpec {
    if (name != null) {
      LookupName.require(name, "name");
    }
    if (source == null) {
      throw new ServiceException(
          ErrorCode.INVALID_ARGUMENT,
          "source",
          "A lookup needs a \"source\": {\"type\": \"table\", \"tableName\": …}.");
    }
  }

  @Override
  public Source source() {
    return Objects.requireNonNull(source);
  }

  /** Where the pairs come from; there are only tables. */
  public record Source(@Nullable String type, @Nullable String tableName) {
    private static final String TABLE = "table";

    public Source {
      if (type != null && !type.equals(TABLE)) {
        throw new ServiceException(
            ErrorCode.INVALID_ARGUMENT,
            "source.type",
            "Source type \"%s\" does not exist; the source of a lookup is a table."
                .formatted(LookupName.printable(type)));
      }
      type = TABLE;
      if (tableName == null || tableName.isEmpty()) {
        throw new ServiceException(
            ErrorCode.INVALID_ARGUMENT,
            "source.tableName",
            "The source of a lookup needs the name of a table.");
      }
    }

    public static Source table(String name) {
      return new Source(TABLE, name);
    }

    @Override
    public String type() {
      return Objects.requireNonNull(type);
    }

    @Override
    public String tableName() {
      return Objects.requireNonNull(tableName);
    }
  }
}
