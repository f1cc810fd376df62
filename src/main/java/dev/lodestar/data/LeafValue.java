package dev.lodestar.data;

/** The values of a leaf in one form, which a statement reads as a column of a table. */
public record LeafValue(JsonLeaf leaf, LeafForm form) {
  /** The name of this column in statements. */
  public String hiddenColumn() {
    return leaf.hiddenColumn() + form.suffix();
  }
}
