package dev.lodestar.query;

import java.util.List;

/** The result of a statement that ended well; it has at least one page, which may be empty. */
public record StatementResult(List<ResultPage> pages) {
  public StatementResult {
    pages = List.copyOf(pages);
  }

  public long rowCount() {
    return pages.stream().mapToLong(ResultPage::numRows).sum();
  }

  public long sizeBytes() {
    return pages.stream().mapToLong(ResultPage::sizeInBytes).sum();
  }
}
