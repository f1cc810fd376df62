package dev.lodestar.jobs;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How well a job does, by one code.
 *
 * <p>Source: control-plane specification, 8.11.
 *
 * @param code null exactly when the status is ok
 * @param message null exactly when the status is ok
 */
public record JobHealth(Status status, @Nullable String code, @Nullable String message) {
  public static final JobHealth OK = new JobHealth(Status.OK, null, null);

  /** The three degrees of health, by the names of the API. */
  public enum Status {
    OK("ok"),
    WARN("warn"),
    ERROR("error");

    private final String apiName;

    Status(String apiName) {
      this.apiName = apiName;
    }

    @JsonValue
    public String apiName() {
      return apiName;
    }

    /** The status of this name; the older name {@code warning} works as well. */
    public static Optional<Status> ofApiName(String name) {
      return switch (name) {
        case "ok" -> Optional.of(OK);
        case "warn", "warning" -> Optional.of(WARN);
        case "error" -> Optional.of(ERROR);
        default -> Optional.empty();
      };
    }
  }

  public static JobHealth warn(String code, String message) {
    return new JobHealth(Status.WARN, code, message);
  }

  static JobHealth error(String code, String message) {
    return new JobHealth(Status.ERROR, code, message);
  }
}
