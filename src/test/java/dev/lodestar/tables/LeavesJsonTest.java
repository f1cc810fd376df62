package dev.lodestar.tables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lodestar.data.JsonLeaf;
import dev.lodestar.data.StoredLeaf;
import dev.lodestar.data.StoredLeaf.Kind;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What segments say of their leaves. */
class LeavesJsonTest {
  private static JsonLeaf leaf(String... keys) {
    return new JsonLeaf("j", List.of(keys));
  }

  @Test
  void readsWhatItWrites() {
    Set<StoredLeaf> leaves =
        Stream.of(Kind.values())
            .flatMap(
                kind ->
                    Stream.of(
                        new StoredLeaf(leaf("a", kind.name()), kind, false),
                        new StoredLeaf(leaf("é\"\\", kind.name()), kind, kind != Kind.TEXT)))
            .collect(Collectors.toSet());

    assertThat(LeavesJson.read(LeavesJson.write(leaves))).isEqualTo(leaves);
  }

  @Test
  void readsSegmentsOfEarlierVersionsAsTexts() {
    assertThat(LeavesJson.read("[[\"j\",\"os\"],[\"j\",\"ver\",\"major\"]]"))
        .containsExactlyInAnyOrder(
            StoredLeaf.text(leaf("os")), StoredLeaf.text(leaf("ver", "major")));
    assertThat(LeavesJson.read("[]")).isEmpty();
  }

  @Test
  void saysTextsAsEarlierVersionsDid() {
    assertThat(LeavesJson.write(Set.of(StoredLeaf.text(leaf("ver", "major")))))
        .isEqualTo("[[\"j\",\"ver\",\"major\"]]");
  }

  @Test
  void saysTheKindOfOthers() {
    assertThat(LeavesJson.write(Set.of(new StoredLeaf(leaf("n"), Kind.LONG, true))))
        .isEqualTo("[{\"leaf\":[\"j\",\"n\"],\"kind\":\"long\",\"mixed\":true}]");
  }
}
