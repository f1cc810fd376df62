package dev.lodestar.engine.protobuf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lodestar.testing.AggregatedRecords;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AggregatedRecordTest {
  private static List<String> texts(byte[] record) {
    return AggregatedRecord.of(record).orElseThrow().parts().stream()
        .map(part -> part.partitionKey() + "=" + new String(part.data(), StandardCharsets.UTF_8))
        .toList();
  }

  @Test
  void hasItsRecordsInTheirOrderWithTheirKeys() {
    byte[] record =
        new AggregatedRecords()
            .add("a", "1")
            .add("b", Optional.of("340282366920938463463374607431768211455"), "2")
            .add("a", "")
            .add("", "4")
            .bytes();

    assertThat(texts(record)).containsExactly("a=1", "b=2", "a=", "=4");
    assertThat(AggregatedRecord.of(record).orElseThrow().parts())
        .extracting(AggregatedRecord.Part::explicitHashKey)
        .containsExactly(
            Optional.empty(),
            Optional.of("340282366920938463463374607431768211455"),
            Optional.empty(),
            Optional.empty());
  }

  /** Written byte by byte after the documentation, without a library. */
  @Test
  void readsTheDocumentedLayout() {
    byte[] body = HexFormat.of().parseHex("0a026b31" + "1a070800" + "1a03" + "616263");

    assertThat(texts(AggregatedRecords.sealed(body))).containsExactly("k1=abc");
  }

  @Test
  void isEmptyForOneWithoutRecords() {
    assertThat(texts(new AggregatedRecords().bytes())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0a026b31" + "1a0708011a03616263", // a key that is not in the table
        "0a026b31" + "1a09080010001a03616263", // an explicit key that is not in the table
        "0a026b31" + "1a020800", // no data
        "0a026b31" + "1a0708001a03", // cut off
        "0a026b31" + "1affffffff0f", // longer than everything
        "ffffffff",
        "0a026bff" + "1a0708001a03616263" // a key that is no text
      })
  void isNoneIfItsMessageIsBroken(String body) {
    assertThat(AggregatedRecord.of(AggregatedRecords.sealed(HexFormat.of().parseHex(body))))
        .isEmpty();
  }

  @Test
  void anythingElseIsARecordByItself() {
    byte[] record = new AggregatedRecords().add("a", "some data").bytes();
    Random random = new Random(7);

    for (int length = 0; length < record.length; length++) {
      assertThat(AggregatedRecord.of(Arrays.copyOf(record, length))).isEmpty();
      byte[] changed = record.clone();
      changed[length] ^= (byte) (1 + random.nextInt(255));
      assertThat(AggregatedRecord.of(changed)).isEmpty();
    }
    assertThat(AggregatedRecord.of("{\"n\": 1}".getBytes(StandardCharsets.UTF_8))).isEmpty();
  }
}
