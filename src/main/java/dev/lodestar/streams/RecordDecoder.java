package dev.lodestar.streams;

/** Makes lines of JSON, each one object, of the bytes of a record. Used by one thread. */
interface RecordDecoder {
  /**
   * Writes one line for each row that the record holds.
   *
   * <p>Errors: {@link SourceLostException} when the schema of the record cannot be asked for now;
   * nothing is written then.
   *
   * @param value not blank, if the format is text
   */
  void decode(byte[] value, Lines out);

  /** Whether bytes without any visible character hold nothing. */
  default boolean isText() {
    return true;
  }

  /** Where lines go. */
  interface Lines {
    /** A line without a line break; whether it is JSON at all is found out later. */
    void line(byte[] bytes, int length);

    /**
     * A row that cannot be read.
     *
     * @param reason a clause for users that goes on behind the record's place, without its contents
     */
    void broken(String reason);
  }
}
