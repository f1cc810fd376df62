package dev.lodestar.connectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lodestar.connections.ConnectionSpec;
import dev.lodestar.connections.Secret;
import dev.lodestar.connections.Secrets;
import dev.lodestar.connectors.ObjectFetcher.Fetched;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.testing.CannedHttp;
import dev.lodestar.testing.CannedHttp.Answer;
import dev.lodestar.testing.CannedHttp.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Blobs of Azure as far as its documented answers go. */
class AzureBlobsTest {
  private static final String LIST =
      """
      <?xml version="1.0" encoding="utf-8"?>
      <EnumerationResults ServiceEndpoint="http://x/" ContainerName="in"><Blobs>
      <Blob><Name>2026/a.json</Name><Properties><Content-Length>2</Content-Length></Properties></Blob>
      <Blob><Name>2026/b.csv</Name><Properties><Content-Length>3</Content-Length></Properties></Blob>
      <Blob><Name>2026/c.json</Name><Properties><Content-Length>0</Content-Length></Properties></Blob>
      </Blobs><NextMarker /></EnumerationResults>""";

  @TempDir Path folder;

  private static ConnectionSpec.Azure azure() {
    return new ConnectionSpec.Azure(
        "blob", null, "acct", "in", "2026/", new Secrets.SasToken(Secret.of("sig=hidden-secret")));
  }

  private static Answer answer(Request request) {
    if (request.uri().contains("comp=list")) {
      return new Answer(200, Map.of("Content-Type", "application/xml"), LIST);
    }
    if (request.uri().contains("none")) {
      return new Answer(
          404,
          Map.of("Content-Type", "application/xml", "x-ms-error-code", "BlobNotFound"),
          "<Error><Code>BlobNotFound</Code><Message>hidden-secret</Message></Error>");
    }
    String body = request.uri().contains("a.json") ? "{}" : "x\n1";
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", "application/octet-stream");
    headers.put("Content-Range", "bytes 0-%d/%d".formatted(body.length() - 1, body.length()));
    headers.put("ETag", "\"0x8D\"");
    headers.put("Last-Modified", "Mon, 05 Jan 2026 00:00:00 GMT");
    headers.put("x-ms-blob-type", "BlockBlob");
    return new Answer(206, headers, body);
  }

  private List<Fetched> fetch(ObjectSelection selection) {
    try (CannedHttp cloud = new CannedHttp(AzureBlobsTest::answer);
        ObjectStore store =
            new AzureBlobs(
                azure(),
                Checks.settings(Duration.ofSeconds(60), null, cloud.url() + "/{account}"));
        ObjectTransfer transfer =
            new ObjectTransfer(store, folder, new ObjectTransfer.Limits(2, 1_000, 2))) {
      return transfer.run(selection, undisturbed());
    }
  }

  private static FetchControl undisturbed() {
    return new FetchControl() {
      @Override
      public void onCancel(Runnable interrupt) {}

      @Override
      public void progress(double share) {}
    };
  }

  private ServiceException fault(ObjectSelection selection) {
    ServiceException fault = catchThrowableOfType(ServiceException.class, () -> fetch(selection));
    assertThat(fault).isNotNull();
    assertThat(fault.messageText()).doesNotContain("hidden-secret").endsWith(".");
    return fault;
  }

  @Test
  void fetchesWhatAPrefixHoldsButForEmptyBlobs() throws IOException {
    List<Fetched> blobs = fetch(new ObjectSelection.Prefixes(List.of("2026/")));

    assertThat(blobs)
        .extracting(Fetched::uri)
        .containsExactly("azure://in/2026/a.json", "azure://in/2026/b.csv");
    assertThat(Files.readString(blobs.get(0).file())).isEqualTo("{}");
    assertThat(Files.readString(blobs.get(1).file())).isEqualTo("x\n1");
  }

  @Test
  void fetchesBlobsByBothFormsOfAddresses() {
    List<Fetched> blobs =
        fetch(
            new ObjectSelection.Uris(
                List.of("azure://in/2026/a.json", "azureStorage://acct/in/2026/b%2Ecsv")));

    assertThat(blobs).extracting(Fetched::key).containsExactly("2026/a.json", "2026/b.csv");
  }

  @Test
  void saysWhichBlobIsMissing() {
    ServiceException fault = fault(new ObjectSelection.Keys(List.of("2026/none.json")));

    assertThat(fault.code()).isEqualTo(ErrorCode.COULD_NOT_CONNECT_TO_SOURCE);
    assertThat(fault.messageText()).contains("azure://in/2026/none.json does not exist");
  }

  @Test
  void refusesAnotherContainer() {
    assertThat(fault(new ObjectSelection.Uris(List.of("azure://out/2026/a.json"))).code())
        .isEqualTo(ErrorCode.COULD_NOT_CONNECT_TO_SOURCE);
  }

  @Test
  void takesNoMoreObjectsThanItMay() {
    ServiceException fault =
        fault(new ObjectSelection.Keys(List.of("2026/a.json", "2026/b.csv", "2026/d.csv")));

    assertThat(fault.code()).isEqualTo(ErrorCode.TOO_MANY_INPUT_FILES);
  }
}
