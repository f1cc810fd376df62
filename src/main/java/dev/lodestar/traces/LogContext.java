package dev.lodestar.traces;

import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jboss.logging.MDC;

/**
 * Which request or job a line of the log is about; lines in JSON show it.
 *
 * <p>On the context of a request it holds for all of the request, else for a piece of work.
 */
public enum LogContext {
  REQUEST("requestId"),
  JOB("jobId"),
  TRACE("traceId");

  private final String key;

  LogContext(String key) {
    this.key = key;
  }

  /** From now on, in this request or, outside of one, in this thread. */
  public void set(String id) {
    MDC.put(key, id);
  }

  /** While this runs. */
  public <T> T during(Object id, Supplier<T> work) {
    Object before = MDC.get(key);
    MDC.put(key, id.toString());
    try {
      return work.get();
    } finally {
      if (before == null) {
        MDC.remove(key);
      } else {
        MDC.put(key, before);
      }
    }
  }

  /** While this runs. */
  public void during(Object id, Runnable work) {
    during(
        id,
        () -> {
          work.run();
          return true;
        });
  }

  /** For work that another thread does. */
  public Executor on(Executor executor, Object id) {
    return work -> executor.execute(() -> during(id, work));
  }
}
