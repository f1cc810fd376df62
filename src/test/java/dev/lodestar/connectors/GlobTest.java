package dev.lodestar.connectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GlobTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "*.json a.json true",
        "*.json in/a.json false",
        "**.json in/deep/a.json true",
        "in/*/a.json in/x/a.json true",
        "in/*/a.json in/x/y/a.json false",
        "a?c abc true",
        "a?c a/c false",
        "[a-c].json b.json true",
        "[!a-c].json b.json false",
        "[!a].json ^.json true",
        "{a,b*}.json bcd.json true",
        "{a,b}.json c.json false",
        "a,b}.json a,b}.json true",
        "a.json aXjson false",
        "a\\*b a*b true",
        "a\\*b axb false",
        "(a|b)+$ (a|b)+$ true",
      })
  void matchesWholeKeys(String glob, String key, boolean matches) {
    assertThat(Glob.of(glob).matches(key)).isEqualTo(matches);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[a", "{a", "{a,{b}}", "a\\", "[z-a]"})
  void refusesWhatIsNoPattern(String glob) {
    assertThatThrownBy(() -> Glob.of(glob)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({"in/2026-*.json, in/2026-", "in/a.json, in/a.json", "**, ''", "a[b], a"})
  void knowsWhatAllMatchesBeginWith(String glob, String prefix) {
    assertThat(Glob.of(glob).literalPrefix()).isEqualTo(prefix);
  }
}
