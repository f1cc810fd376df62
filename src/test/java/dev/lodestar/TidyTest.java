package dev.lodestar;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * House rules that a compiler cannot see. Each test lists the offending files, so the list must be
 * empty.
 */
class TidyTest {
  private static final Path MAIN = Path.of("src/main/java");
  private static final int MAX_LINES = 400;
  private static final Pattern VAGUE_NAME =
      Pattern.compile("(Abstract|Base)[A-Z].*|.*(Impl|Manager|Helper|Utils?|DTO|Dto)");
  private static final Pattern LOOSE_END = Pattern.compile("\\b(TODO|FIXME|XXX)\\b(?!\\(#\\d+\\))");

  @Test
  void filesFitInOneReading() throws IOException {
    assertEquals(List.of(), sources(file -> lines(file).size() > MAX_LINES));
  }

  @Test
  void namesSayWhatTheyDo() throws IOException {
    assertEquals(List.of(), sources(file -> VAGUE_NAME.matcher(simpleName(file)).matches()));
  }

  @Test
  void everyPackageExplainsItself() throws IOException {
    assertEquals(
        List.of(),
        sources(
            file -> {
              var info = file.resolveSibling("package-info.java");
              return !Files.exists(info)
                  || lines(info).stream().noneMatch(line -> line.startsWith("/**"));
            }));
  }

  @Test
  void looseEndsNameAnIssue() throws IOException {
    assertEquals(
        List.of(),
        sources(file -> lines(file).stream().anyMatch(line -> LOOSE_END.matcher(line).find())));
  }

  private static List<Path> sources(Predicate<Path> offends) throws IOException {
    try (Stream<Path> files = Files.walk(MAIN)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(offends)
          .sorted()
          .toList();
    }
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new IllegalStateException("cannot read " + file, e);
    }
  }

  private static String simpleName(Path file) {
    return file.getFileName().toString().replace(".java", "");
  }
}
