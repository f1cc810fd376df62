package dev.lodestar.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lodestar.sql.function.CatalogPage;
import dev.lodestar.sql.function.FunctionCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The committed page says what the catalog says. */
class FunctionsPageTest {
  private static final Path PAGE = Path.of("docs/FUNCTIONS.md");

  @Test
  void pageIsUpToDate() throws IOException {
    String page = CatalogPage.of(FunctionCatalog.druid().functions());
    if (Boolean.getBoolean("lodestar.regenerate")) {
      Files.createDirectories(PAGE.getParent());
      Files.writeString(PAGE, page);
    }

    assertThat(PAGE)
        .as("run mvn test -Dtest=FunctionsPageTest -Dlodestar.regenerate=true")
        .hasContent(page);
  }
}
