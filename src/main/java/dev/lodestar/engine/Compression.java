package dev.lodestar.engine;

/** How a file's bytes are packed; the names of the API's {@code compressionFormat}. */
public enum Compression {
  NONE("none"),
  BZ2("bz2"),
  GZ("gz"),
  SZ("sz"),
  XZ("xz"),
  ZSTD("zstd");

  private final String apiName;

  Compression(String apiName) {
    this.apiName = apiName;
  }

  public String apiName() {
    return apiName;
  }
}
