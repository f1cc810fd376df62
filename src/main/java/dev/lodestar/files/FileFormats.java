package dev.lodestar.files;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells format and compression from a file's name or content type.
 *
 * <p>Source: control-plane specification, 8.5 and 10.
 *
 * @param dataFormat a format of the API, such as {@code nd-json}
 * @param compressionFormat {@code none, bz2, gz, sz, xz} or {@code zstd}
 */
public record FileFormats(String dataFormat, String compressionFormat) {
  /** The formats that a file can have. */
  public static final Set<String> DATA_FORMATS =
      Set.of("nd-json", "csv", "regex", "parquet", "orc", "avro_ocf");

  public static final Set<String> COMPRESSIONS = Set.of("none", "bz2", "gz", "sz", "xz", "zstd");

  private static final Map<String, String> COMPRESSION_BY_EXTENSION =
      Map.of("gz", "gz", "bz2", "bz2", "xz", "xz", "sz", "sz", "zst", "zstd", "zstd", "zstd");
  private static final Map<String, String> FORMAT_BY_EXTENSION =
      Map.of(
          "json", "nd-json",
          "ndjson", "nd-json",
          "jsonl", "nd-json",
          "csv", "csv",
          "tsv", "csv",
          "txt", "csv",
          "parquet", "parquet",
          "orc", "orc",
          "avro", "avro_ocf");
  private static final Map<String, String> FORMAT_BY_CONTENT_TYPE =
      Map.of(
          "application/json", "nd-json",
          "application/x-ndjson", "nd-json",
          "text/csv", "csv",
          "text/tab-separated-values", "csv",
          "application/vnd.apache.parquet", "parquet",
          "application/gzip", "nd-json");

  /** What the name says, else what the content type says, else uncompressed nd-json. */
  public static FileFormats detect(String name, @Nullable String contentType) {
    String extension = extension(name);
    String compression = COMPRESSION_BY_EXTENSION.getOrDefault(extension, "none");
    String rest =
        compression.equals("none")
            ? name
            : name.substring(0, name.length() - extension.length() - 1);
    return new FileFormats(
        ofExtension(rest).or(() -> ofContentType(contentType)).orElse("nd-json"), compression);
  }

  private static Optional<String> ofExtension(String name) {
    return Optional.ofNullable(FORMAT_BY_EXTENSION.get(extension(name)));
  }

  private static Optional<String> ofContentType(@Nullable String contentType) {
    if (contentType == null) {
      return Optional.empty();
    }
    String bare = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    return Optional.ofNullable(FORMAT_BY_CONTENT_TYPE.get(bare));
  }

  private static String extension(String name) {
    int dot = name.lastIndexOf('.');
    return dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
  }
}
