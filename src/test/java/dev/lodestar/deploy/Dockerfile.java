package dev.lodestar.deploy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A Dockerfile as its instructions, those of several lines put together, the values of its first
 * {@code ARG}s put in. Errors: {@code IllegalStateException} for text that is no instruction.
 */
record Dockerfile(List<Instruction> instructions) {
  /**
   * One instruction.
   *
   * @param stage how many {@code FROM}s came before it, itself included
   */
  record Instruction(int stage, String name, String arguments) {
    /** Arguments in the form of a JSON array, which needs no shell. */
    Optional<List<String>> exec() {
      String text = arguments.substring(Math.max(0, arguments.indexOf('[')));
      if (!text.startsWith("[")) {
        return Optional.empty();
      }
      try {
        return Optional.of(List.of(new ObjectMapper().readValue(text, String[].class)));
      } catch (IOException e) {
        return Optional.empty();
      }
    }

    /** Words that are no options. */
    List<String> words() {
      return List.of(arguments.split("\\s+")).stream()
          .filter(word -> !word.startsWith("--"))
          .toList();
    }

    /** The value of {@code --name=value}. */
    Optional<String> option(String option) {
      return List.of(arguments.split("\\s+")).stream()
          .filter(word -> word.startsWith("--" + option + "="))
          .map(word -> word.substring(option.length() + 3))
          .findFirst();
    }
  }

  static Dockerfile read(Path file) throws IOException {
    return parse(Files.readString(file));
  }

  static Dockerfile parse(String text) {
    List<Instruction> found = new ArrayList<>();
    Map<String, String> values = new HashMap<>();
    int stage = 0;
    String joined = text.replaceAll("(?m)^\\s*#.*\\R", "").replaceAll("\\\\\\R\\s*", " ");
    for (String line : joined.lines().map(String::strip).filter(each -> !each.isEmpty()).toList()) {
      String[] parts = line.split("\\s+", 2);
      if (parts.length < 2 || !parts[0].matches("[A-Za-z]+")) {
        throw new IllegalStateException("no instruction: " + line);
      }
      String name = parts[0].toUpperCase(Locale.ROOT);
      stage += name.equals("FROM") ? 1 : 0;
      if (stage == 0 && name.equals("ARG")) {
        String[] pair = parts[1].split("=", 2);
        values.put(pair[0], pair.length < 2 ? "" : pair[1]);
      }
      found.add(new Instruction(stage, name, filledIn(parts[1], values)));
    }
    return new Dockerfile(List.copyOf(found));
  }

  private static String filledIn(String text, Map<String, String> values) {
    String result = text;
    for (Map.Entry<String, String> value : values.entrySet()) {
      result = result.replace("${" + value.getKey() + "}", value.getValue());
    }
    return result;
  }

  List<Instruction> all(String name) {
    return instructions.stream().filter(each -> each.name().equals(name)).toList();
  }

  /** Those of the last stage, which is what a container has. */
  List<Instruction> last(String name) {
    int stage = instructions.getLast().stage();
    return all(name).stream().filter(each -> each.stage() == stage).toList();
  }
}
