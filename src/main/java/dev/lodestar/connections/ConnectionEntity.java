package dev.lodestar.connections;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lodestar.data.UserReference;
import dev.lodestar.data.UserStamp;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** A row of {@code connection}. Secrets are in a column of their own, sealed. */
@Entity
@Table(name = "connection")
class ConnectionEntity {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Id UUID id;
  String name;
  String type;
  String document;

  @Column(name = "sealed_secrets")
  String sealedSecrets;

  @Column(name = "submitted_by_id")
  String submittedById;

  @Column(name = "submitted_by_name")
  String submittedByName;

  @Column(name = "submitted_at")
  Instant submittedAt;

  @Column(name = "modified_by_id")
  String modifiedById;

  @Column(name = "modified_by_name")
  String modifiedByName;

  @Column(name = "modified_at")
  Instant modifiedAt;

  static ConnectionEntity of(UUID id, ConnectionSpec spec, UserStamp stamp, SecretSeal seal) {
    ConnectionEntity entity = new ConnectionEntity();
    entity.id = id;
    entity.name = spec.name();
    entity.type = spec.type().apiName();
    entity.submittedById = stamp.user().userId();
    entity.submittedByName = stamp.user().username();
    entity.submittedAt = stamp.time();
    entity.declared(spec, stamp, seal);
    return entity;
  }

  /** Takes a new declaration; secrets that come from the store stay as they are sealed. */
  void declared(ConnectionSpec spec, UserStamp stamp, SecretSeal seal) {
    ConnectionDocument parts = ConnectionDocument.of(spec);
    Map<String, String> sealed = new LinkedHashMap<>();
    parts
        .secrets()
        .forEach(
            (member, secret) ->
                sealed.put(
                    member,
                    secret.sealed().orElseGet(() -> seal.seal(id, member, secret.reveal()))));
    document = parts.shown().toString();
    sealedSecrets(sealed);
    modifiedById = stamp.user().userId();
    modifiedByName = stamp.user().username();
    modifiedAt = stamp.time();
  }

  Map<String, String> sealedSecrets() {
    try {
      return JSON.readValue(sealedSecrets, new TypeReference<>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("sealed secrets cannot be read", e);
    }
  }

  void sealedSecrets(Map<String, String> sealed) {
    try {
      sealedSecrets = JSON.writeValueAsString(sealed);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("sealed secrets cannot be written as JSON", e);
    }
  }

  ConnectionDocument toDocument(SecretSeal seal) {
    Map<String, Secret> secrets = new LinkedHashMap<>();
    sealedSecrets()
        .forEach(
            (member, text) ->
                secrets.put(
                    member, Secret.stored(text, () -> seal.unseal(id, name, member, text))));
    return ConnectionDocument.stored(document, secrets);
  }

  Connection toConnection(SecretSeal seal) {
    ConnectionDocument parts = toDocument(seal);
    return new Connection(
        id,
        ConnectionReader.read(parts.shown(), parts.secrets(), true),
        new UserStamp(new UserReference(submittedByName, submittedById), submittedAt),
        new UserStamp(new UserReference(modifiedByName, modifiedById), modifiedAt));
  }
}
