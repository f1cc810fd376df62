package dev.lodestar.engine;

import java.util.List;

/** How bytes become records. Source: control-plane specification, 8.5. */
public sealed interface InputFormat {
  /** One JSON object a line. */
  record NdJson() implements InputFormat {}

  /**
   * Delimited text.
   *
   * @param columns the names of the fields, or empty when a header row has them
   * @param delimiter one character
   * @param listDelimiter splits one cell into several values
   * @param skipHeaderRows lines to leave out before the header or the data
   */
  record Csv(List<String> columns, char delimiter, char listDelimiter, int skipHeaderRows)
      implements InputFormat {
    public Csv {
      columns = List.copyOf(columns);
    }
  }

  /**
   * Apache Parquet.
   *
   * @param binaryAsString read byte arrays without a logical type as text
   */
  record Parquet(boolean binaryAsString) implements InputFormat {}
}
