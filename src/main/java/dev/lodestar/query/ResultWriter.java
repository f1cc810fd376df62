package dev.lodestar.query;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a result in one of the five forms: {@link #begin}, any number of {@link #rows}, then
 * {@link #end}.
 *
 * <p>Source: data-plane specification, 8.1.2 and 8.1.3.
 */
interface ResultWriter {
  static ResultWriter of(ResultFormat format, ResultLayout layout) {
    return switch (format) {
      case OBJECT -> new JsonResultWriter(layout, true, false);
      case ARRAY -> new JsonResultWriter(layout, false, false);
      case OBJECT_LINES -> new JsonResultWriter(layout, true, true);
      case ARRAY_LINES -> new JsonResultWriter(layout, false, true);
      case CSV -> new CsvResultWriter(layout);
    };
  }

  /** Opens the body and writes the header rows. */
  byte[] begin() throws IOException;

  /** Shape: one value per column in each row, of the Java types that {@code SqlType} names. */
  byte[] rows(List<@Nullable Object[]> rows) throws IOException;

  /** Closes the body; a body without this is visibly cut off. */
  byte[] end() throws IOException;
}
