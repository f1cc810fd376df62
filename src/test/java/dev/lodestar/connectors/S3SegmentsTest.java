package dev.lodestar.connectors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lodestar.storage.DataDirectory;
import dev.lodestar.storage.SegmentStore;
import dev.lodestar.storage.SegmentStore.SegmentKey;
import dev.lodestar.storage.SegmentStoreContract;
import dev.lodestar.storage.StorageLimits;
import dev.lodestar.testing.S3Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** Segments in a bucket of a real server of the S3 protocol. */
class S3SegmentsTest extends SegmentStoreContract {
  private static final String BUCKET = "segments-" + UUID.randomUUID();
  private static S3Store server;
  private static S3Client client;

  private final String prefix = "lodestar/" + UUID.randomUUID() + "/";

  @BeforeAll
  static void start() {
    server = S3Store.get();
    client = server.client();
    client.createBucket(bucket -> bucket.bucket(BUCKET));
  }

  @AfterAll
  static void end() {
    client.close();
  }

  /** Each time without local copies, as on a machine that is new. */
  @Override
  protected SegmentStore open(DataDirectory directory) {
    return SegmentStore.of(
        new DataDirectory(directory.root().resolve(UUID.randomUUID().toString())),
        objects(),
        StorageLimits.DEFAULT);
  }

  private S3SegmentObjects objects() {
    return new S3SegmentObjects(server.client(), server.endpoint(), BUCKET, prefix);
  }

  private String name(SegmentKey key) {
    return prefix + key.tableId() + "/" + key.segmentId() + ".parquet";
  }

  @Override
  protected void damage(SegmentKey key, byte[] bytes) {
    client.putObject(put -> put.bucket(BUCKET).key(name(key)), RequestBody.fromBytes(bytes));
  }

  @Override
  protected void lose(SegmentKey key) {
    client.deleteObject(gone -> gone.bucket(BUCKET).key(name(key)));
  }

  @Test
  void sendsLargeFilesInParts() throws IOException {
    byte[] bytes = new byte[(int) (2 * S3Upload.PART_BYTES + 12_345)];
    new Random(42).nextBytes(bytes);
    Path file = Files.write(root.resolve("large"), bytes);
    SegmentKey key = new SegmentKey(UUID.randomUUID(), UUID.randomUUID());

    try (S3SegmentObjects objects = objects()) {
      objects.put(key, file);
      assertThat(objects.get(key, root.resolve("back"))).isTrue();
    }

    assertThat(root.resolve("back")).hasSameBinaryContentAs(file);
    assertThat(client.headObject(head -> head.bucket(BUCKET).key(name(key))).eTag())
        .as("the mark of three parts")
        .contains("-3");
  }

  @Test
  void endsUploadsThatAreLeft() {
    client.createMultipartUpload(create -> create.bucket(BUCKET).key(prefix + "left").build());

    try (S3SegmentObjects objects = objects()) {
      objects.abandonUploads();
    }

    assertThat(client.listMultipartUploads(list -> list.bucket(BUCKET)).uploads()).isEmpty();
  }
}
