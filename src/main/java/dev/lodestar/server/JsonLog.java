package dev.lodestar.server;

import java.util.Map;
import java.util.logging.Formatter;
import java.util.logging.Level;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.LogContext;
import org.jboss.logmanager.formatters.JsonFormatter;
import org.jboss.logmanager.formatters.StructuredFormatter;
import org.jboss.logmanager.handlers.ConsoleHandler;

/**
 * The log as one JSON object a line, from the first line of the process to its last.
 *
 * <p>Quarkus' own console is switched off: it begins later, and its extension for JSON would be one
 * more library for the same formatter.
 */
final class JsonLog {
  private static final String OURS = "dev.lodestar";

  private final ConsoleHandler console = new ConsoleHandler(formatter());

  private JsonLog() {}

  static JsonLog begin() {
    System.setProperty("quarkus.log.console.enabled", "false");
    JsonLog log = new JsonLog();
    // The levels of categories are not known yet, and many libraries are talkative.
    log.console.setFilter(
        line ->
            line.getLevel().intValue() >= Level.WARNING.intValue()
                || (line.getLoggerName() != null
                    && line.getLoggerName().startsWith(OURS)
                    && line.getLevel().intValue() >= Level.INFO.intValue()));
    LogContext.getLogContext().getLogger("").addHandler(log.console);
    return log;
  }

  /** From now on the levels of the categories decide alone. */
  void isConfigured() {
    console.setFilter(null);
  }

  /** What a line has: time, level, category, thread, message, what was thrown, and the ids. */
  static Formatter formatter() {
    JsonFormatter formatter =
        new JsonFormatter(
            Map.of(
                StructuredFormatter.Key.LOGGER_NAME,
                "category",
                StructuredFormatter.Key.THREAD_NAME,
                "thread"));
    formatter.setPrintDetails(false);
    formatter.setExceptionOutputType(StructuredFormatter.ExceptionOutputType.FORMATTED);
    return formatter;
  }

  /** A line for when there is no log. */
  static String line(String message) {
    return formatter()
        .format(
            new ExtLogRecord(
                org.jboss.logmanager.Level.ERROR,
                message,
                ExtLogRecord.FormatStyle.NO_FORMAT,
                JsonLog.class.getName()))
        .strip();
  }
}
