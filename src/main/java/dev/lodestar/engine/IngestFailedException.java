package dev.lodestar.engine;

import dev.lodestar.data.RowCounts;
import dev.lodestar.error.ServiceException;
import java.util.List;

/** An ingestion that ended without segments, with what is known about the rows it read. */
public final class IngestFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient ServiceException fault;
  private final transient RowCounts counts;
  private final transient List<RowProblem> problems;
  private final long bytesRead;

  public IngestFailedException(
      ServiceException fault, RowCounts counts, long bytesRead, List<RowProblem> problems) {
    super(fault.getMessage(), fault);
    this.fault = fault;
    this.counts = counts;
    this.bytesRead = bytesRead;
    this.problems = List.copyOf(problems);
  }

  public ServiceException fault() {
    return fault;
  }

  public RowCounts counts() {
    return counts;
  }

  public long bytesRead() {
    return bytesRead;
  }

  public List<RowProblem> problems() {
    return problems;
  }
}
