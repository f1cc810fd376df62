package dev.lodestar.error;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one fault that Lodestar throws on purpose: it ends a request or a job.
 *
 * <p>The message reaches the user as it is; a cause reaches the log only.
 */
public final class ServiceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;
  private final transient List<Problem> details;
  private final transient @Nullable TextPosition position;

  public ServiceException(ErrorCode code, @Nullable String target, String message) {
    this(new Problem(code, target, message), List.of(), null, null);
  }

  public ServiceException(
      ErrorCode code, @Nullable String target, String message, @Nullable Throwable cause) {
    this(new Problem(code, target, message), List.of(), null, cause);
  }

  private ServiceException(
      Problem problem,
      List<Problem> details,
      @Nullable TextPosition position,
      @Nullable Throwable cause) {
    super(problem.message(), cause);
    this.problem = problem;
    this.details = List.copyOf(details);
    this.position = position;
  }

  /** SQL that is wrong at one place of its text. */
  public static ServiceException atPosition(
      ErrorCode code, @Nullable String target, String message, @Nullable TextPosition position) {
    return new ServiceException(new Problem(code, target, message), List.of(), position, null);
  }

  /** Several problems reported at once; the first one is the headline. The list is not empty. */
  public static ServiceException of(List<Problem> problems) {
    return new ServiceException(
        problems.getFirst(), problems.size() == 1 ? List.of() : problems, null, null);
  }

  /** The same fault about another request member: mapping expressions know only their own text. */
  public ServiceException withTarget(String target) {
    return new ServiceException(
        new Problem(problem.code(), target, problem.message()), details, position, getCause());
  }

  public ErrorCode code() {
    return problem.code();
  }

  public Optional<String> target() {
    return Optional.ofNullable(problem.target());
  }

  public Problem problem() {
    return problem;
  }

  /** All problems when there are several, else empty. */
  public List<Problem> details() {
    return details;
  }

  public Optional<TextPosition> position() {
    return Optional.ofNullable(position);
  }

  public String messageText() {
    return problem.message();
  }
}
