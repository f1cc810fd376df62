package dev.lodestar.data;

import java.util.HexFormat;

/**
 * What the bytes of a file come to: CRC-32C, which finds what disks and transfers do to bytes, and
 * nothing that somebody does on purpose.
 */
public record Checksum(int crc32c) {
  private static final String KIND = "crc32c:";

  /** Reads what {@link #text} writes. Anything else is an {@link IllegalArgumentException}. */
  public static Checksum parse(String text) {
    if (!text.startsWith(KIND)) {
      throw new IllegalArgumentException("no checksum that is known: " + text);
    }
    return new Checksum(HexFormat.fromHexDigits(text.substring(KIND.length())));
  }

  /** Such as {@code crc32c:0a1b2c3d}. */
  public String text() {
    return KIND + HexFormat.of().toHexDigits(crc32c);
  }

  @Override
  public String toString() {
    return text();
  }
}
