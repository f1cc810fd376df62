package dev.lodestar.conformance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The statements of one file in the format of Quidem.
 *
 * <p>A statement ends with {@code ;}, the lines behind it are what it gives, and a command says how
 * to read them: {@code !ok} a result, {@code !error} a failure. {@code !set name value} is a
 * context parameter of all that follow; {@code !use} and {@code !set outputformat} have no effect;
 * statements within an {@code !if} block run only if its condition is {@code true}. Other commands,
 * such as {@code !plan}, are skipped with the lines above them. Lines that begin with {@code #} are
 * comments.
 *
 * @param name the file's path below the folder that was asked for
 */
record Script(String name, List<Case> cases) {
  Script {
    cases = List.copyOf(cases);
  }

  /**
   * One statement and what it should give.
   *
   * @param line of its first word
   * @param fails whether it has to be refused
   * @param expected the result as it was printed, or words of the message
   */
  record Case(
      int line, String sql, Map<String, Object> context, boolean fails, List<String> expected) {
    Case {
      context = Map.copyOf(context);
      expected = List.copyOf(expected);
    }
  }

  static Script read(Path folder, Path file) throws IOException {
    List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    return new Script(folder.relativize(file).toString(), new Reader(lines).cases());
  }

  /** Goes through the lines once. */
  private static final class Reader {
    private final List<String> lines;
    private final List<Case> cases = new ArrayList<>();
    private final Map<String, Object> context = new LinkedHashMap<>();
    private int next;
    private boolean skipping;

    Reader(List<String> lines) {
      this.lines = lines;
    }

    List<Case> cases() {
      while (next < lines.size()) {
        String line = lines.get(next).strip();
        if (line.isEmpty() || line.startsWith("#")) {
          next++;
        } else if (line.startsWith("!")) {
          next++;
          command(line);
        } else {
          statement();
        }
      }
      return cases;
    }

    private void command(String line) {
      String[] words = line.split("\\s+", 3);
      switch (words[0]) {
        case "!set" -> set(words);
        case "!if" -> skipping = !line.contains("(true)");
        case "!}" -> skipping = false;
        default -> {
          // !use, !update and the like need nothing here.
        }
      }
    }

    private void set(String[] words) {
      if (words.length < 3) {
        return;
      }
      switch (words[1].toLowerCase(Locale.ROOT)) {
        case "outputformat", "plannerstrategy", "expand", "trimfields" -> {
          // About printing and planning; answers do not depend on it.
        }
        default -> context.put(words[1], value(words[2].strip()));
      }
    }

    private static Object value(String text) {
      if (text.equals("true") || text.equals("false")) {
        return Boolean.valueOf(text);
      }
      return text.matches("-?\\d{1,18}") ? (Object) Long.valueOf(text) : text;
    }

    private void statement() {
      int first = next + 1;
      StringBuilder sql = new StringBuilder();
      boolean ended = false;
      while (next < lines.size() && !ended) {
        String line = lines.get(next++);
        ended = line.stripTrailing().endsWith(";") && !startsSet(sql, line);
        sql.append(line).append('\n');
      }
      outcomes(first, sql.toString().stripTrailing());
    }

    // SET statements belong to the statement that follows them.
    private static boolean startsSet(StringBuilder before, String line) {
      return before.toString().isBlank()
          && line.strip().toUpperCase(Locale.ROOT).startsWith("SET ");
    }

    private void outcomes(int line, String sql) {
      Optional<List<String>> output = Optional.of(List.of());
      while (output.isPresent() && next < lines.size()) {
        output = outcome(line, sql);
      }
    }

    // One block of lines with the command behind it; empty when the next statement begins.
    private Optional<List<String>> outcome(int line, String sql) {
      int start = next;
      List<String> block = new ArrayList<>();
      while (next < lines.size() && !lines.get(next).startsWith("!")) {
        block.add(lines.get(next++));
      }
      if (next == lines.size()) {
        return Optional.empty();
      }
      String command = lines.get(next).strip().split("\\s+", 2)[0];
      switch (command) {
        case "!ok", "!error" -> {
          next++;
          if (!skipping) {
            cases.add(new Case(line, without(sql), context, command.equals("!error"), block));
          }
        }
        case "!set", "!use", "!if", "!}", "!update", "!skip" -> {
          next = block.stream().allMatch(String::isBlank) ? next : start;
          return Optional.empty();
        }
        default -> next++;
      }
      return followed() ? Optional.of(block) : Optional.empty();
    }

    // Whether another command about the same statement comes: only its output may stand before.
    private boolean followed() {
      for (int i = next; i < lines.size(); i++) {
        String line = lines.get(i);
        if (line.startsWith("!")) {
          return !line.matches("!(set|use|if|}|update|skip).*");
        }
        if (line.stripTrailing().endsWith(";") || line.startsWith("#")) {
          return false;
        }
      }
      return false;
    }

    private static String without(String sql) {
      return sql.endsWith(";") ? sql.substring(0, sql.length() - 1) : sql;
    }
  }
}
