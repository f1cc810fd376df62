package dev.lodestar.sql;

import dev.lodestar.data.Column;
import java.util.List;
import java.util.Set;

/**
 * What an expression may read.
 *
 * @param multiValues the fields of text of which a record may hold several: lists in the engine, as
 *     is then the value of an expression over them that is text
 */
public record InputColumns(List<Column> fields, Set<String> multiValues) {
  public InputColumns {
    fields = List.copyOf(fields);
    multiValues = Set.copyOf(multiValues);
  }
}
