package dev.lodestar.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lodestar.sql.function.DruidFunction;
import dev.lodestar.sql.function.FunctionCatalog;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every declaration's example, run through the engine. */
@TestInstance(Lifecycle.PER_CLASS)
class FunctionExamplesTest {
  private EngineFixture engine;

  static List<DruidFunction> functions() {
    return FunctionCatalog.druid().functions();
  }

  @BeforeAll
  void open() throws SQLException {
    engine = EngineFixture.open();
  }

  @AfterAll
  void close() throws SQLException {
    engine.close();
  }

  @ParameterizedTest
  @MethodSource("functions")
  void givesTheDeclaredValue(DruidFunction function) throws SQLException {
    var rows = engine.query("SELECT " + function.example().select());

    assertThat(rows).isEqualTo(List.of(List.of(function.example().value())));
  }
}
