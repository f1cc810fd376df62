package dev.lodestar.server;

import dev.lodestar.error.ServiceException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.BindException;
import java.net.ConnectException;
import java.util.stream.Stream;

/** Why the application did not start, for the person at the terminal. */
final class StartFailure {
  private StartFailure() {}

  /** One sentence for what an operator can mend; anything else with its stack trace. */
  static String explain(Throwable failure) {
    var causes =
        Stream.iterate(failure, cause -> cause != null, Throwable::getCause).limit(50).toList();
    for (var cause : causes) {
      if (cause instanceof ServiceException known) {
        return known.messageText();
      }
      if (cause instanceof BindException) {
        return "The HTTP port cannot be opened (" + cause.getMessage() + "); " + REMEDY;
      }
      if (cause instanceof ConnectException) {
        return "The database cannot be reached ("
            + cause.getMessage()
            + "); check LODESTAR_DATABASE_URL and that PostgreSQL runs there.";
      }
    }
    var trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace));
    return "The server did not start.\n" + trace;
  }

  static String portTaken(String host, int port) {
    return "Cannot listen on " + host + ":" + port + ", it is in use or not allowed; " + REMEDY;
  }

  private static final String REMEDY =
      "stop the program that has it or set QUARKUS_HTTP_PORT to another port.";
}
