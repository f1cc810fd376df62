package dev.lodestar.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lodestar.error.ServiceException;
import dev.lodestar.fuzz.Mutations;
import dev.lodestar.fuzz.RandomStatements;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Random statements, and those of the scripts with words removed, replaced, inserted or swapped.
 *
 * <p>Each is answered, refused in our words, or fails while it computes. What binds must be
 * something that the engine understands: its words about syntax and names mean that we printed
 * nonsense. {@code -Dlodestar.fuzz.seed} and {@code -Dlodestar.fuzz.statements} try others.
 */
class SqlFuzzTest {
  private static final Pattern NONSENSE =
      Pattern.compile(
          "^(?:.*: )?(?:Binder|Parser|Syntax|Catalog|INTERNAL|Not implemented) .*", Pattern.DOTALL);

  private final SplittableRandom random =
      new SplittableRandom(Long.getLong("lodestar.fuzz.seed", 20_240_814L));

  @Test
  void everyStatementIsAnsweredOrRefusedInOurWords() throws IOException, SQLException {
    Mutations mutations =
        new Mutations(random, SqlScriptTest.cases().stream().map(SqlScriptTest.Case::sql).toList());
    RandomStatements posts =
        new RandomStatements(
            random,
            "posts",
            List.of("__time", "id", "tags", "author", "words", "longs", "doubles"));
    RandomStatements events =
        new RandomStatements(
            random, "events", List.of("__time", "city", "added", "delta", "ratio", "attrs"));
    List<String> faulty = new ArrayList<>();
    int answered = 0;
    try (EngineFixture engine = EngineFixture.open()) {
      for (int i = 0; i < Integer.getInteger("lodestar.fuzz.statements", 2_000); i++) {
        String sql =
            switch (i % 4) {
              case 0 -> posts.next();
              case 1 -> events.next();
              default -> mutations.next();
            };
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
}
