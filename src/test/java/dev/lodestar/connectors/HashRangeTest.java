package dev.lodestar.connectors;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HashRangeTest {
  /** The MD5 of "a" is 0cc175b9c0f1b6a831c399e269772661. */
  private static final BigInteger OF_A = new BigInteger("0cc175b9c0f1b6a831c399e269772661", 16);

  @Test
  void holdsKeysByTheirHashBothEndsIncluded() {
    BigInteger one = BigInteger.ONE;

    assertThat(new HashRange(OF_A, OF_A).holds("a", Optional.empty())).isTrue();
    assertThat(new HashRange(OF_A.add(one), HashRange.ALL.last()).holds("a", Optional.empty()))
        .isFalse();
    assertThat(new HashRange(BigInteger.ZERO, OF_A.subtract(one)).holds("a", Optional.empty()))
        .isFalse();
    assertThat(HashRange.ALL.holds("any", Optional.empty())).isTrue();
  }

  @Test
  void anExplicitHashTakesThePlaceOfTheKeysUnlessItIsNoNumber() {
    HashRange low = new HashRange(BigInteger.ZERO, BigInteger.TEN);

    assertThat(low.holds("a", Optional.of("10"))).isTrue();
    assertThat(low.holds("a", Optional.of("11"))).isFalse();
    assertThat(new HashRange(OF_A, OF_A).holds("a", Optional.of("-1"))).isTrue();
    assertThat(HashRange.ALL.holds("a", Optional.of("340282366920938463463374607431768211456")))
        .isFalse();
  }
}
