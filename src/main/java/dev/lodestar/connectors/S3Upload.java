package dev.lodestar.connectors;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * Sends a file to a bucket, in parts when it is large: each part then has the time of one call, and
 * an object may be larger than one request.
 */
final class S3Upload {
  static final long PART_BYTES = 16L << 20;

  /** The protocol allows 10,000. */
  private static final int PARTS_MAX = 9_000;

  private final S3Client client;
  private final String bucket;
  private final String name;

  S3Upload(S3Client client, String bucket, String name) {
    this.client = client;
    this.bucket = bucket;
    this.name = name;
  }

  void send(Path file) {
    long sizeBytes = file.toFile().length();
    if (sizeBytes <= PART_BYTES) {
      client.putObject(put -> put.bucket(bucket).key(name), RequestBody.fromFile(file));
    } else {
      sendParts(file, sizeBytes);
    }
  }

  private void sendParts(Path file, long sizeBytes) {
    String id = client.createMultipartUpload(create -> create.bucket(bucket).key(name)).uploadId();
    try {
      long partBytes = Math.max(PART_BYTES, sizeBytes / PARTS_MAX + 1);
      List<CompletedPart> parts = new ArrayList<>();
      for (long from = 0; from < sizeBytes; from += partBytes) {
        int number = parts.size() + 1;
        parts.add(part(file, from, Math.min(partBytes, sizeBytes - from), id, number));
      }
      client.completeMultipartUpload(
          end -> end.bucket(bucket).key(name).uploadId(id).multipartUpload(m -> m.parts(parts)));
    } catch (SdkException e) {
      abort(id, e);
      throw e;
    }
  }

  private CompletedPart part(Path file, long from, long sizeBytes, String id, int number) {
    String etag =
        client
            .uploadPart(
                part -> part.bucket(bucket).key(name).uploadId(id).partNumber(number),
                RequestBody.fromContentProvider(
                    () -> FilePart.open(file, from, sizeBytes),
                    sizeBytes,
                    "application/octet-stream"))
            .eTag();
    return CompletedPart.builder().partNumber(number).eTag(etag).build();
  }

  /** What stays when even that fails is ended at the next start. */
  private void abort(String id, SdkException because) {
    try {
      client.abortMultipartUpload(abort -> abort.bucket(bucket).key(name).uploadId(id));
    } catch (SdkException e) {
      because.addSuppressed(e);
    }
  }
}
