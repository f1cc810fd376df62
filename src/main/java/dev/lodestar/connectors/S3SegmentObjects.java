package dev.lodestar.connectors;

import dev.lodestar.storage.SegmentNames;
import dev.lodestar.storage.SegmentObjects;
import dev.lodestar.storage.SegmentStore.SegmentKey;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Segments in a bucket: {@code prefix/<table id>/<segment id>.parquet}.
 *
 * <p>The client repeats what fails before bytes flow; a download goes on after that, as long as
 * bytes come.
 */
final class S3SegmentObjects implements SegmentObjects {
  private static final System.Logger LOG = System.getLogger(S3SegmentObjects.class.getName());
  private static final String OWNER = "lodestar-owner";
  private static final int BREAKS_MAX = 3;

  /** As many as one request may name. */
  private static final int DELETIONS_MAX = 1_000;

  private final S3Client client;
  private final S3StorageFaults faults;
  private final String bucket;
  private final String prefix;

  /**
   * Segments of a bucket.
   *
   * @param endpoint for messages
   * @param prefix empty, or ending with a slash
   */
  S3SegmentObjects(S3Client client, String endpoint, String bucket, String prefix) {
    this.client = client;
    this.faults = new S3StorageFaults(endpoint);
    this.bucket = bucket;
    this.prefix = prefix;
  }

  private String name(SegmentKey key) {
    return prefix + SegmentNames.of(key);
  }

  private String uri(String name) {
    return S3Objects.SCHEME + bucket + "/" + name;
  }

  @Override
  public String location(SegmentKey key) {
    return uri(name(key));
  }

  @Override
  public void put(SegmentKey key, Path file) {
    String name = name(key);
    guarded(
        "store " + uri(name),
        () -> {
          new S3Upload(client, bucket, name).send(file);
          return true;
        });
  }

  @Override
  public boolean get(SegmentKey key, Path target) {
    String name = name(key);
    return guarded(
        "fetch " + uri(name),
        () -> {
          try {
            download(name, target);
            return true;
          } catch (NoSuchKeyException e) {
            return false;
          }
        });
  }

  private void download(String name, Path target) {
    String etag = null;
    try (ObjectCopy copy = new ObjectCopy(target, bytes -> {})) {
      for (int breaks = 0; ; breaks++) {
        long before = copy.sizeBytes();
        try (ResponseInputStream<GetObjectResponse> in =
            client.getObject(request(name, before, etag))) {
          etag = in.response().eTag();
          append(in, copy);
          return;
        } catch (IOException broken) {
          if (breaks >= BREAKS_MAX) {
            throw faults.of("fetch " + uri(name), broken);
          }
          // A transfer that gets anywhere may go on for as long as it takes.
          breaks = copy.sizeBytes() > before ? 0 : breaks;
        }
      }
    }
  }

  private GetObjectRequest request(String name, long from, @Nullable String etag) {
    GetObjectRequest.Builder request = GetObjectRequest.builder().bucket(bucket).key(name);
    if (from > 0) {
      request.range("bytes=%d-".formatted(from)).ifMatch(etag);
    }
    return request.build();
  }

  private static void append(ResponseInputStream<GetObjectResponse> in, ObjectCopy copy)
      throws IOException {
    long wholeBytes = copy.sizeBytes() + in.response().contentLength();
    boolean ended = false;
    try {
      copy.append(in);
      ended = true;
    } finally {
      if (!ended) {
        // Else closing would read the rest.
        in.abort();
      }
    }
    if (copy.sizeBytes() != wholeBytes) {
      throw new EOFException("%d of %d bytes came".formatted(copy.sizeBytes(), wholeBytes));
    }
  }

  @Override
  public void delete(List<SegmentKey> keys) {
    List<ObjectIdentifier> objects =
        keys.stream().map(key -> ObjectIdentifier.builder().key(name(key)).build()).toList();
    for (int from = 0; from < objects.size(); from += DELETIONS_MAX) {
      List<ObjectIdentifier> part =
          objects.subList(from, Math.min(from + DELETIONS_MAX, objects.size()));
      guarded(
          "delete objects of " + uri(prefix),
          () ->
              client.deleteObjects(
                  request -> request.bucket(bucket).delete(d -> d.objects(part).quiet(true))));
    }
  }

  @Override
  public List<SegmentKey> list() {
    return guarded(
        "list " + uri(prefix),
        () -> {
          List<SegmentKey> found = new ArrayList<>();
          for (S3Object object :
              client
                  .listObjectsV2Paginator(list -> list.bucket(bucket).prefix(prefix))
                  .contents()) {
            SegmentNames.parse(object.key().substring(prefix.length())).ifPresent(found::add);
          }
          return found;
        });
  }

  /** A store that cannot list them keeps them; its rules of expiry may know better. */
  @Override
  public void abandonUploads() {
    try {
      for (MultipartUpload upload :
          client
              .listMultipartUploadsPaginator(list -> list.bucket(bucket).prefix(prefix))
              .uploads()) {
        client.abortMultipartUpload(
            abort -> abort.bucket(bucket).key(upload.key()).uploadId(upload.uploadId()));
      }
    } catch (SdkException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "Unfinished uploads to %s cannot be ended; let a lifecycle rule of the bucket do it (%s)."
              .formatted(uri(prefix), faults.sentence(e)));
    }
  }

  @Override
  public Optional<String> owner() {
    return guarded(
        "read " + uri(prefix + OWNER),
        () -> {
          try {
            return Optional.of(
                client
                    .getObjectAsBytes(get -> get.bucket(bucket).key(prefix + OWNER))
                    .asUtf8String()
                    .strip());
          } catch (NoSuchKeyException e) {
            return Optional.empty();
          }
        });
  }

  @Override
  public void owner(String owner) {
    guarded(
        "write " + uri(prefix + OWNER),
        () ->
            client.putObject(
                put -> put.bucket(bucket).key(prefix + OWNER),
                RequestBody.fromString(owner, StandardCharsets.UTF_8)));
  }

  private <T> T guarded(String what, Supplier<T> work) {
    try {
      return work.get();
    } catch (SdkException e) {
      throw faults.of(what, e);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
