package dev.lodestar.sql;

import java.util.Optional;

/** What a statement may read: the caller answers for each name that the statement mentions. */
@FunctionalInterface
public interface Relations {
  /** A table of the user's, by its exact name. */
  Optional<Relation> table(String name);

  /** What a name of a lookup stands for; there are none. */
  default Optional<LookupSource> lookup(String name) {
    return Optional.empty();
  }

  /** A relation of another schema, such as {@code INFORMATION_SCHEMA.TABLES}; there are none. */
  default Optional<Relation> system(RelationName name) {
    return Optional.empty();
  }
}
