package dev.lodestar.engine;

import java.util.List;
import java.util.Optional;

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
   * Lines of text that a regular expression takes apart.
   *
   * @param columns the name of what each group captures
   * @param pattern has to match whole lines
   */
  record Regex(List<String> columns, String pattern) implements InputFormat {
    public Regex {
      columns = List.copyOf(columns);
    }
  }

  /**
   * Object container files of Apache Avro.
   *
   * @param binaryAsString read bytes as UTF-8, else as base64
   * @param extractUnionsByType nest values of unions under the name of their type
   * @param readerSchema what to read the records as, in JSON; as they were written when empty
   */
  record AvroOcf(boolean binaryAsString, boolean extractUnionsByType, Optional<String> readerSchema)
      implements InputFormat {}

  /**
   * Apache Parquet.
   *
   * @param binaryAsString read byte arrays without a logical type as text
   */
  record Parquet(boolean binaryAsString) implements InputFormat {}

  /**
   * Apache ORC.
   *
   * @param binaryAsString read bytes as UTF-8, else as base64
   */
  record Orc(boolean binaryAsString) implements InputFormat {}
}
