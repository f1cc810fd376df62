package dev.lodestar.engine.duckdb;

/** Parquet files; every record is readable, or the file as a whole is not. */
record ParquetSource(String everything, java.util.List<String> numberedFiles)
    implements RecordSource {
  @Override
  public String numbered(int file) {
    return numberedFiles.get(file);
  }
}
