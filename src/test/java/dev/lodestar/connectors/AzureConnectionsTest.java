package dev.lodestar.connectors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lodestar.connections.ConnectionSpec;
import dev.lodestar.connections.Secret;
import dev.lodestar.connections.Secrets;
import dev.lodestar.testing.CannedHttp;
import dev.lodestar.testing.CannedHttp.Answer;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Connections to Azure Blob Storage as far as its documented answers go. */
class AzureConnectionsTest {
  private static final String LIST =
      """
      <?xml version="1.0" encoding="utf-8"?>
      <EnumerationResults ServiceEndpoint="http://x/" ContainerName="in"><Blobs /><NextMarker /></EnumerationResults>""";

  private static ConnectionSpec.Azure azure(Secrets.ForAzure secrets) {
    return new ConnectionSpec.Azure("blob", null, "acct", "in", "2026/", secrets);
  }

  private static ClientSettings at(String url) {
    return Checks.settings(Duration.ofSeconds(60), null, url + "/{account}");
  }

  private static CannedHttp answering(int status, String code, String body) {
    return new CannedHttp(
        request ->
            new Answer(
                status, Map.of("Content-Type", "application/xml", "x-ms-error-code", code), body));
  }

  @ParameterizedTest
  @CsvSource({"?sv=2026&sig=abc", "sv=2026&sig=abc"})
  void listsAContainerWithASignature(String token) throws InterruptedException {
    try (CannedHttp cloud = answering(200, "", LIST)) {
      Checks.passes(azure(new Secrets.SasToken(Secret.of(token))), at(cloud.url()));

      assertThat(cloud.requests().getFirst().uri())
          .startsWith("/acct/in?")
          .contains("comp=list")
          .contains("prefix=2026")
          .contains("sv=2026&sig=abc");
    }
  }

  @Test
  void listsAContainerWithTheKeyOfTheAccount() throws InterruptedException {
    try (CannedHttp cloud = answering(200, "", LIST)) {
      Checks.passes(
          azure(new Secrets.AccessKey(null, Secret.of("aGlkZGVuLXNlY3JldA=="))), at(cloud.url()));

      assertThat(cloud.requests().getFirst().header("Authorization")).startsWith("SharedKey acct:");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "404, ContainerNotFound, container in does not exist in account acct",
    "403, AuthenticationFailed, credentials are refused",
    "403, AuthorizationPermissionMismatch, may not list container in",
    "409, Odd, status 409",
  })
  void explainsWhatAzureAnswers(int status, String code, String sentence) {
    try (CannedHttp cloud =
        answering(
            status,
            code,
            "<Error><Code>%s</Code><Message>hidden-secret</Message></Error>".formatted(code))) {
      assertThat(
              Checks.fault(
                  azure(new Secrets.SasToken(Secret.of("sig=hidden-secret"))), at(cloud.url())))
          .contains(sentence);
    }
  }

  @Test
  void saysWhyAnAccountCannotBeReached() {
    Secrets.ForAzure secrets = new Secrets.SasToken(Secret.of("sig=hidden-secret"));

    assertThat(Checks.fault(azure(secrets), at("http://127.0.0.1:1")))
        .contains("refuses to be connected");
    assertThat(Checks.fault(azure(secrets), at("http://nowhere.invalid"))).contains("is unknown");
  }

  @Test
  void saysThatAKeyIsNone() {
    assertThat(
            Checks.fault(
                azure(new Secrets.AccessKey(null, Secret.of("hidden-secret!"))),
                at("http://127.0.0.1:1")))
        .contains("no key of a storage account");
  }
}
