package dev.lodestar.sql.sketch;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Block Bloom filters with a false positive rate of 5 %.
 *
 * <p>Shape: one byte with the number of hashes, four with the number of 64-bit words, then the
 * words, big-endian, in base64. A value sets all its bits in one block of eight words. Source: the
 * layout of Hive's and Druid's BloomKFilter.
 */
final class BloomFilters {
  private static final double FALSE_POSITIVES = 0.05;
  private static final int BLOCK_WORDS = 8;
  private static final long NULL_HASH = 2862933555777941757L;
  private static final int SEED = 104729;

  private BloomFilters() {}

  /** A filter of values in the form that {@link SketchText#forEach} reads. */
  static String build(String values, String kind, boolean hasNull, long entries) {
    double bitsPerEntry = -Math.log(FALSE_POSITIVES) / (Math.log(2) * Math.log(2));
    long bits = (long) (entries * bitsPerEntry);
    int hashes = Math.max(1, (int) Math.round((double) bits / entries * Math.log(2)));
    int words = (int) Math.ceil((double) bits / Long.SIZE);
    long[] set = new long[words + BLOCK_WORDS - words % BLOCK_WORDS];
    SketchText.forEach(
        values,
        kind,
        text -> add(set, hashes, hash(text)),
        whole -> add(set, hashes, hash(whole)),
        real -> add(set, hashes, hash(Double.doubleToLongBits(real))));
    if (hasNull) {
      add(set, hashes, NULL_HASH);
    }
    ByteBuffer bytes = ByteBuffer.allocate(1 + Integer.BYTES + set.length * Long.BYTES);
    bytes.put((byte) hashes).putInt(set.length);
    bytes.asLongBuffer().put(set);
    return Base64.getEncoder().encodeToString(bytes.array());
  }

  /** Whether a value, as text of its kind, may be in a filter; {@code N} is NULL. */
  static boolean test(String value, String kind, String filter) {
    ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(filter));
    int hashes = bytes.get();
    int words = bytes.getInt();
    if (words < BLOCK_WORDS || words != bytes.remaining() / Long.BYTES) {
      throw new IllegalArgumentException("not a Bloom filter");
    }
    long[] set = new long[words];
    bytes.asLongBuffer().get(set);
    long hash =
        switch (kind) {
          case "S" -> hash(value);
          case "L" -> hash(Long.parseLong(value));
          case "D" -> hash(Double.doubleToLongBits(SketchText.reals(value)[0]));
          default -> NULL_HASH;
        };
    for (int i = 1; i <= hashes; i++) {
      int bit = bit(hash, i, set.length);
      if ((set[bit / Long.SIZE] & (1L << bit)) == 0) {
        return false;
      }
    }
    return true;
  }

  private static void add(long[] set, int hashes, long hash) {
    for (int i = 1; i <= hashes; i++) {
      int bit = bit(hash, i, set.length);
      set[bit / Long.SIZE] |= 1L << bit;
    }
  }

  private static int bit(long hash, int round, int words) {
    int low = (int) hash;
    int high = (int) (hash >>> Integer.SIZE);
    int block = positive(low + high) % (words / BLOCK_WORDS);
    int mixed = positive(low + (round + 1) * high);
    int word = block * BLOCK_WORDS + (mixed & (BLOCK_WORDS - 1));
    return word * Long.SIZE + ((mixed >>> 3) & (Long.SIZE - 1));
  }

  private static int positive(int value) {
    return value < 0 ? ~value : value;
  }

  // Thomas Wang's mix of 64 bits.
  private static long hash(long value) {
    long key = ~value + (value << 21);
    key ^= key >> 24;
    key += (key << 3) + (key << 8);
    key ^= key >> 14;
    key += (key << 2) + (key << 4);
    key ^= key >> 28;
    return key + (key << 31);
  }

  // Half of Murmur3 with 128 bits, as Hive defines it.
  private static long hash(String text) {
    byte[] data = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer words = ByteBuffer.wrap(data).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    long hash = SEED;
    int whole = data.length / Long.BYTES;
    for (int i = 0; i < whole; i++) {
      hash ^= scramble(words.getLong(i * Long.BYTES));
      hash = Long.rotateLeft(hash, 27) * 5 + 0x52dce729;
    }
    long rest = 0;
    for (int i = data.length - 1; i >= whole * Long.BYTES; i--) {
      rest = (rest << Byte.SIZE) | (data[i] & 0xff);
    }
    hash ^= data.length % Long.BYTES == 0 ? 0 : scramble(rest);
    hash ^= data.length;
    hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
    hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return hash ^ (hash >>> 33);
  }

  private static long scramble(long word) {
    return Long.rotateLeft(word * 0x87c37b91114253d5L, 31) * 0x4cf5ad432745937fL;
  }
}
