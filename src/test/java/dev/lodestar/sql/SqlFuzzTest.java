package dev.lodestar.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lodestar.error.ServiceException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Statements of the scripts with words removed, replaced, inserted or swapped.
 *
 * <p>Each is answered, refused in our words, or fails while it computes. What binds must be
 * something that the engine understands: its words about syntax and names mean that we printed
 * nonsense. {@code -Dlodestar.fuzz.seed} and {@code -Dlodestar.fuzz.statements} try others.
 */
class SqlFuzzTest {
  private static final Pattern WORD =
      Pattern.compile("'(?:[^']|'')*'|\"[^\"]*\"|[A-Za-z_0-9.]+|[<>=!|:]+|\\s+|[^\\sA-Za-z_0-9]");
  private static final Pattern NONSENSE =
      Pattern.compile(
          "^(?:.*: )?(?:Binder|Parser|Catalog|INTERNAL|Not implemented) .*", Pattern.DOTALL);

  private final SplittableRandom random =
      new SplittableRandom(Long.getLong("lodestar.fuzz.seed", 20_240_814L));

  @Test
  void everyStatementIsAnsweredOrRefusedInOurWords() throws IOException, SQLException {
    List<List<String>> statements =
        SqlScriptTest.cases().stream().map(script -> words(script.sql())).toList();
    List<String> vocabulary = statements.stream().flatMap(List::stream).toList();
    List<String> faulty = new ArrayList<>();
    int answered = 0;
    try (EngineFixture engine = EngineFixture.open()) {
      for (int i = 0; i < Integer.getInteger("lodestar.fuzz.statements", 2_000); i++) {
        String sql = mutated(statements.get(random.nextInt(statements.size())), vocabulary);
        try {
          engine.query(sql);
          answered++;
        } catch (ServiceException e) {
          assertThat(e.messageText()).as(sql).doesNotContain("Exception", "org.apache", "DuckDB");
        } catch (SQLException e) {
          if (NONSENSE.matcher(String.valueOf(e.getMessage())).matches()) {
            faulty.add(sql + "\n  " + e.getMessage());
          }
        }
      }
    }
    assertThat(faulty).isEmpty();
    assertThat(answered).as("statements that still mean something").isPositive();
  }

  private String mutated(List<String> statement, List<String> vocabulary) {
    List<String> words = new ArrayList<>(statement);
    int changes = 1 + random.nextInt(2);
    for (int i = 0; i < changes && !words.isEmpty(); i++) {
      int at = random.nextInt(words.size());
      String other = vocabulary.get(random.nextInt(vocabulary.size()));
      switch (random.nextInt(4)) {
        case 0 -> words.remove(at);
        case 1 -> words.set(at, other);
        case 2 -> words.add(at, other);
        default -> Collections.swap(words, at, random.nextInt(words.size()));
      }
    }
    return String.join("", words);
  }

  private static List<String> words(String sql) {
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(sql);
    while (word.find()) {
      words.add(word.group());
    }
    return words;
  }
}
