package dev.lodestar.sql;

import java.util.Optional;
import java.util.Set;

/** What a statement may read: the caller answers for each name that the statement mentions. */
@FunctionalInterface
public interface Relations {
  /** A table of the user's, by its exact name. */
  Optional<Relation> table(String name);

  /** What a name of a lookup stands for; there are none. */
  default Optional<LookupSource> lookup(String name) {
    return Optional.empty();
  }

  /** The text fields of external data of which a record may hold several; none. */
  default Set<String> severalTexts(ExternalTable external) {
    return Set.of();
  }

  /** A relation of another schema, such as {@code INFORMATION_SCHEMA.TABLES}; there are none. */
  default Optional<Relation> system(RelationName name) {
    return Optional.empty();
  }
}
