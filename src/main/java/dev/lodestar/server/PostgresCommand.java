package dev.lodestar.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Runs PostgreSQL's own programs.
 *
 * <p>PostgreSQL refuses to run as root. Then each program enters a user namespace of its own, where
 * it is nobody in particular, while the files that it makes still belong to root.
 *
 * @param programs the folder that holds {@code bin/pg_ctl}
 */
record PostgresCommand(Path programs) {
  private static final Pattern COMPLAINT =
      Pattern.compile(".*?\\b(?:FATAL|PANIC|error|ERROR|unshare):\\s+(.+)");

  /**
   * How a program ended.
   *
   * @param output what it printed, both streams
   */
  record Result(boolean ok, List<String> output) {
    /** Its own words on what went wrong, without a full stop. */
    String reason() {
      return reasonOf(output)
          .orElse(output.isEmpty() ? "it gave no reason" : withoutStop(output.getLast()));
    }
  }

  Result run(String program, List<String> arguments, Duration limit) throws IOException {
    var line = new ArrayList<String>();
    if (isRoot()) {
      line.addAll(List.of("unshare", "-U"));
    }
    line.add(programs.resolve("bin").resolve(program).toString());
    line.addAll(arguments);
    var builder = new ProcessBuilder(line).redirectErrorStream(true);
    // A caller's PGDATA, PGPORT and the like are about another database.
    builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
    builder.environment().put("LC_ALL", "C");
    builder.environment().put("TZ", "UTC");
    var process = builder.start();
    process.getOutputStream().close();
    try (var reader = process.inputReader(StandardCharsets.UTF_8)) {
      var output = reader.lines().toList();
      if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        return new Result(process.exitValue() == 0, output);
      }
      process.destroyForcibly();
      return new Result(
          false, List.of(program + " did not end within " + limit.toSeconds() + " s"));
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while running " + program, e);
    }
  }

  Result start(Path data, Path log, String options, Duration limit) throws IOException {
    return control("start", data, limit, List.of("--log=" + log, "--options=" + options));
  }

  /** Ends sessions and writes everything out; if that takes too long, leaves it to recovery. */
  boolean stop(Path data, Duration limit) {
    try {
      return control("stop", data, limit, List.of("--mode=fast")).ok()
          || control("stop", data, limit, List.of("--mode=immediate")).ok();
    } catch (IOException e) {
      return false;
    }
  }

  /** What the log says about a failure. */
  static Optional<String> reasonIn(Path log) {
    try {
      return reasonOf(Files.readAllLines(log));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private Result control(String action, Path data, Duration limit, List<String> more)
      throws IOException {
    var arguments = new ArrayList<String>();
    arguments.add(action);
    arguments.addAll(
        List.of("--pgdata=" + data, "--wait", "--timeout=" + limit.toSeconds(), "--silent"));
    arguments.addAll(more);
    return run("pg_ctl", arguments, limit.plusSeconds(5));
  }

  private static boolean isRoot() {
    var user = ProcessHandle.current().info().user().orElse("");
    return user.equals("root") || user.equals("0");
  }

  private static Optional<String> reasonOf(List<String> lines) {
    // The first complaint is the cause, later ones its consequences.
    return lines.stream()
        .map(COMPLAINT::matcher)
        .filter(matcher -> matcher.matches())
        .map(matcher -> withoutStop(matcher.group(1)))
        .findFirst();
  }

  private static String withoutStop(String sentence) {
    return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
  }
}
