package dev.lodestar.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.lodestar.data.UserReference;
import dev.lodestar.files.FileSpace;
import dev.lodestar.files.UploadedFile;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An uploaded file as the API shows it.
 *
 * <p>Source: control-plane specification, 10.
 */
@Schema(name = "File")
public record FileView(
    UUID id,
    @Schema(examples = "sales.json.gz") String name,
    long sizeBytes,
    @Schema(examples = "nd-json") String dataFormat,
    @Schema(examples = "gz") String compressionFormat,
    Digest digest,
    UserReference uploadedBy,
    Instant uploadedOnDatetime) {

  /** The checksum of the stored bytes. */
  @Schema(name = "FileDigest")
  public record Digest(@Schema(examples = "md5") String algo, String hash) {}

  static FileView of(UploadedFile file) {
    return new FileView(
        file.id(),
        file.name(),
        file.sizeBytes(),
        file.formats().dataFormat(),
        file.formats().compressionFormat(),
        new Digest("md5", file.md5()),
        file.uploaded().user(),
        file.uploaded().time());
  }

  /** A page of the list of files. */
  @Schema(name = "FileList")
  public record Page(List<FileView> files, Space space, Links links, long totalCount) {
    public Page {
      files = List.copyOf(files);
    }
  }

  /** Room for files, in bytes. */
  @Schema(name = "FileSpace")
  public record Space(long allocatedBytes, long usedBytes, long remainingBytes) {
    static Space of(FileSpace space) {
      return new Space(space.allocatedBytes(), space.usedBytes(), space.remainingBytes());
    }
  }

  /** Paths of the neighbouring pages, where there are any. */
  @Schema(name = "FileLinks")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Links(
      @JsonProperty("@nextLink") @Nullable String nextLink,
      @JsonProperty("@prevLink") @Nullable String prevLink) {}
}
