package dev.lodestar.streams;

/** Makes lines of JSON, each one object, of the bytes of a record. Used by one thread. */
interface RecordDecoder {
  /**
   * Writes one line for each row that the record holds.
   *
   * @param value at least one byte that is not blank
   */
  void decode(byte[] value, Lines out);

  /** Where lines go. */
  interface Lines {
    /** A line without a line break; whether it is JSON at all is found out later. */
    void line(byte[] bytes, int length);

    /** A row that cannot be read. */
    void broken();
  }
}
