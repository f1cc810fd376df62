package dev.lodestar.files;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileFormatsTest {
  @ParameterizedTest
  @CsvSource({
    "a.json, , nd-json, none",
    "a.ndjson, , nd-json, none",
    "a.jsonl, , nd-json, none",
    "a.csv, , csv, none",
    "a.tsv, , csv, none",
    "a.txt, , csv, none",
    "a.parquet, , parquet, none",
    "a.orc, , orc, none",
    "a.avro, , avro_ocf, none",
    "a.JSON.GZ, , nd-json, gz",
    "a.csv.bz2, , csv, bz2",
    "a.csv.xz, , csv, xz",
    "a.csv.sz, , csv, sz",
    "a.csv.zst, , csv, zstd",
    "a.csv.zstd, , csv, zstd",
    "2024.01/a.b.csv, , csv, none",
    "a, , nd-json, none",
    "a.gz, text/csv, csv, gz",
    "a, text/csv; charset=utf-8, csv, none",
    "a, APPLICATION/JSON, nd-json, none",
    "a.csv, application/json, csv, none",
    "dir.csv/a, , nd-json, none",
    ".gz, , nd-json, gz",
    "a., , nd-json, none",
  })
  void readsFormatAndCompressionFromTheNameThenFromTheContentType(
      String name, String contentType, String format, String compression) {
    assertThat(FileFormats.detect(name, contentType))
        .isEqualTo(new FileFormats(format, compression));
  }
}
