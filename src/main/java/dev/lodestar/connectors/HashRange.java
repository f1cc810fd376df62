package dev.lodestar.connectors;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/**
 * The hashes of partition keys whose records a shard of Kinesis gets, both ends included.
 *
 * <p>Source: Amazon Kinesis Data Streams, "HashKeyRange": 128 bits without a sign, the MD5 of the
 * key unless the producer says otherwise.
 */
public record HashRange(BigInteger first, BigInteger last) {
  public static final HashRange ALL =
      new HashRange(BigInteger.ZERO, BigInteger.ONE.shiftLeft(128).subtract(BigInteger.ONE));

  /**
   * Whether a record belongs here.
   *
   * @param explicitHashKey stands for the hash of the key; one that is no number stands for nothing
   */
  public boolean holds(String partitionKey, Optional<String> explicitHashKey) {
    BigInteger hash = explicitHashKey.flatMap(HashRange::number).orElseGet(() -> md5(partitionKey));
    return hash.compareTo(first) >= 0 && hash.compareTo(last) <= 0;
  }

  private static Optional<BigInteger> number(String digits) {
    return digits.matches("[0-9]{1,39}") ? Optional.of(new BigInteger(digits)) : Optional.empty();
  }

  private static BigInteger md5(String key) {
    try {
      return new BigInteger(
          1, MessageDigest.getInstance("MD5").digest(key.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has MD5", e);
    }
  }
}
