package dev.lodestar.data;

import java.util.Set;

/**
 * Text columns of a file that are lists, because a row of what was written with them has several.
 *
 * @param stored the columns that the file holds as lists
 * @param several those of them where a row of this file has more than one text
 */
public record TextLists(Set<String> stored, Set<String> several) {
  public static final TextLists NONE = new TextLists(Set.of(), Set.of());

  public TextLists {
    stored = Set.copyOf(stored);
    several = Set.copyOf(several);
    if (!stored.containsAll(several)) {
      throw new IllegalStateException("several texts in a column that is no list");
    }
  }
}
