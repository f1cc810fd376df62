package dev.lodestar.data;

/**
 * A leaf that a segment's file holds as a column of its own, and how it holds it.
 *
 * @param isMixed whether some of its values are not of that kind; the texts of these are in the
 *     column {@link #others}, where all others have none
 */
public record StoredLeaf(JsonLeaf leaf, Kind kind, boolean isMixed) {
  private static final String OTHERS = "_text";

  /** The kinds of values. */
  public enum Kind {
    /** Anything, as the text that JSON_VALUE gives. */
    TEXT("string"),
    /** Whole numbers of 64 bits. */
    LONG("long"),
    /** Numbers that print with a fraction, if only {@code .0}. */
    DOUBLE("double"),
    /** Numbers of which the whole ones print without a fraction. */
    NUMBER("number"),
    /** Truth values, which are 1 and 0 to JSON_VALUE. */
    BOOLEAN("boolean");

    private final String storedName;

    Kind(String storedName) {
      this.storedName = storedName;
    }

    /** Its name where segments are described. */
    public String storedName() {
      return storedName;
    }

    /** The kind of that name. */
    public static Kind ofStoredName(String name) {
      for (Kind kind : values()) {
        if (kind.storedName.equals(name)) {
          return kind;
        }
      }
      throw new IllegalStateException("no leaf is a " + name);
    }
  }

  public StoredLeaf {
    if (isMixed && kind == Kind.TEXT) {
      throw new IllegalStateException("a text says anything");
    }
  }

  /** A leaf as text. */
  public static StoredLeaf text(JsonLeaf leaf) {
    return new StoredLeaf(leaf, Kind.TEXT, false);
  }

  /** The column of values of its kind. */
  public String values() {
    return leaf.hiddenColumn();
  }

  /** The column of texts for all other values; files have it unless the kind is text. */
  public String others() {
    return leaf.hiddenColumn() + OTHERS;
  }
}
