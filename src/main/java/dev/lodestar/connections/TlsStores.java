package dev.lodestar.connections;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Certificates of a Kafka connection, all in PEM form.
 *
 * @param keystore who we are; never answered
 * @param truststore whom we trust instead of the public authorities
 */
@Schema(name = "KafkaSsl")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TlsStores(
    @JsonProperty(access = JsonProperty.Access.WRITE_ONLY) @Nullable Keystore keystore,
    @Nullable Truststore truststore) {
  static final String PEM = "pem";

  /**
   * Our certificate and its key.
   *
   * @param key PKCS#8
   * @param keyPassword only for an encrypted key
   */
  @Schema(name = "KafkaKeystore")
  public record Keystore(
      @Schema(required = true, enumeration = PEM) String type,
      @Schema(required = true) Secret certificates,
      @Schema(required = true) Secret key,
      @Nullable Secret keyPassword) {}

  /** Certificates of authorities. */
  @Schema(name = "KafkaTruststore")
  public record Truststore(
      @Schema(required = true, enumeration = PEM) String type,
      @Schema(required = true) String certificates) {}
}
