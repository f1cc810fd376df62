package dev.lodestar.data;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * A place in the documents of a JSON column whose single values a segment may hold once more, in a
 * column of their own.
 *
 * @param keys the keys of the objects on the way from the root, at least one
 */
public record JsonLeaf(String column, List<String> keys) {
  private static final String PREFIX = "__lodestar_leaf_";
  private static final int DIGEST_BYTES = 12;

  public JsonLeaf {
    keys = List.copyOf(keys);
    if (keys.isEmpty()) {
      throw new IllegalStateException("the root of a document is no leaf");
    }
  }

  /**
   * The name of its column in files, which others are derived from.
   *
   * <p>The same in all files. Engines that ignore the case of names do not mix up two keys, so it
   * is a digest of them.
   */
  public String hiddenColumn() {
    StringBuilder text = new StringBuilder();
    text.append(column.length()).append(':').append(column);
    keys.forEach(key -> text.append(key.length()).append(':').append(key));
    byte[] digest = sha256().digest(text.toString().getBytes(StandardCharsets.UTF_8));
    return PREFIX + HexFormat.of().formatHex(digest, 0, DIGEST_BYTES);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("each Java platform has SHA-256", e);
    }
  }
}
