package dev.lodestar.connections;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A connection parted into what may be shown and what may not, as it is stored.
 *
 * @param shown JSON without the secret members
 * @param secrets by the path of their member, such as {@code secrets.password}
 */
record ConnectionDocument(ObjectNode shown, Map<String, Secret> secrets) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SECRETS = "secrets";
  private static final String SSL = "ssl";

  static ConnectionDocument of(ConnectionSpec spec) {
    return new ConnectionDocument(JSON.valueToTree(spec), secretsOf(spec));
  }

  static ConnectionDocument stored(String shown, Map<String, Secret> secrets) {
    try {
      if (JSON.readTree(shown) instanceof ObjectNode object) {
        return new ConnectionDocument(object, secrets);
      }
      throw new IllegalStateException("a stored connection is no JSON object");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a stored connection cannot be read", e);
    }
  }

  private static Map<String, Secret> secretsOf(ConnectionSpec spec) {
    Map<String, Secret> found = new LinkedHashMap<>();
    switch (spec) {
      case ConnectionSpec.Azure azure -> add(azure.secrets(), found);
      case ConnectionSpec.Confluent confluent -> add(confluent.secrets(), found);
      case ConnectionSpec.SchemaRegistry registry -> add(registry.secrets(), found);
      case ConnectionSpec.Kafka kafka -> {
        add(kafka.secrets(), found);
        Optional.ofNullable(kafka.ssl())
            .map(TlsStores::keystore)
            .ifPresent(keystore -> add(keystore, found));
      }
      case ConnectionSpec.S3 s3 -> add(s3.secrets(), found);
      case ConnectionSpec.Kinesis kinesis -> {}
      case ConnectionSpec.PushStreaming push -> {}
    }
    return found;
  }

  private static void add(@Nullable Secrets secrets, Map<String, Secret> found) {
    switch (secrets) {
      case Secrets.AccessKey key -> found.put("secrets.accessKeySecret", key.accessKeySecret());
      case Secrets.Basic basic -> found.put("secrets.password", basic.password());
      case Secrets.Confluent confluent -> found.put("secrets.secret", confluent.secret());
      case Secrets.SasToken token -> found.put("secrets.sasToken", token.sasToken());
      case Secrets.SaslPlain plain -> found.put("secrets.password", plain.password());
      case Secrets.SaslScram scram -> found.put("secrets.password", scram.password());
      case Secrets.AwsIam role -> {}
      case null -> {}
    }
  }

  private static void add(TlsStores.Keystore keystore, Map<String, Secret> found) {
    found.put("ssl.keystore.certificates", keystore.certificates());
    found.put("ssl.keystore.key", keystore.key());
    if (keystore.keyPassword() != null) {
      found.put("ssl.keystore.keyPassword", keystore.keyPassword());
    }
  }

  /**
   * The connection after an update: absent members stay, null clears.
   *
   * <p>Secrets of the same type are merged, those of another type take their place. A store of
   * certificates is replaced as a whole. Source: control-plane specification, 7.4.
   */
  ConnectionDocument patched(JsonNode patch) {
    ConnectionDocument next = new ConnectionDocument(shown.deepCopy(), new HashMap<>(secrets));
    patch
        .properties()
        .forEach(
            member -> {
              switch (member.getKey()) {
                case "name", "type" -> {}
                case SECRETS -> next.patchSecrets(member.getValue());
                case SSL -> next.patchStores(member.getValue());
                default -> next.put(next.shown, "", member.getKey(), member.getValue());
              }
            });
    return next;
  }

  private void patchSecrets(JsonNode patch) {
    boolean isSameType =
        shown.path(SECRETS) instanceof ObjectNode now
            && now.path("type").equals(patch.path("type"));
    if (isSameType) {
      patchMembers(SECRETS, patch);
    } else {
      put(shown, "", SECRETS, patch);
    }
  }

  private void patchStores(JsonNode patch) {
    if (patch.isObject() && shown.path(SSL).isObject()) {
      patchMembers(SSL, patch);
    } else {
      put(shown, "", SSL, patch);
    }
  }

  private void patchMembers(String object, JsonNode patch) {
    if (shown.get(object) instanceof ObjectNode members) {
      patch
          .properties()
          .forEach(member -> put(members, object + ".", member.getKey(), member.getValue()));
    }
  }

  /** Whatever is set or cleared, the secrets that stood there are gone. */
  private void put(ObjectNode object, String path, String member, JsonNode value) {
    String place = path + member;
    secrets.keySet().removeIf(key -> key.equals(place) || key.startsWith(place + "."));
    if (value.isNull()) {
      object.remove(member);
    } else {
      object.set(member, value);
    }
  }
}
