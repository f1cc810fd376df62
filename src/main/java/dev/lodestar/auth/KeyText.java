package dev.lodestar.auth;

import java.security.SecureRandom;

/**
 * The text of a key: {@code pok_} and 40 letters and digits, 238 random bits.
 *
 * <p>Source: control-plane specification, 3.1.
 */
public final class KeyText {
  static final String PREFIX = "pok_";

  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  private static final int LENGTH = 40;
  private static final int HEAD = PREFIX.length() + 5;
  private static final int TAIL = 6;
  private static final SecureRandom RANDOM = new SecureRandom();

  private KeyText() {}

  static String random() {
    return PREFIX + letters();
  }

  /** 40 random letters and digits. */
  public static String letters() {
    StringBuilder text = new StringBuilder();
    RANDOM.ints(LENGTH, 0, ALPHABET.length()).forEach(i -> text.append(ALPHABET.charAt(i)));
    return text.toString();
  }

  /** The beginning and the end, which leave more than 170 bits to guess. */
  static String redacted(String text) {
    return text.substring(0, HEAD) + "..." + text.substring(text.length() - TAIL);
  }
}
