package dev.lodestar.auth.clients;

import dev.lodestar.auth.GrantsReader;
import dev.lodestar.auth.KeyDigest;
import dev.lodestar.data.UserReference;
import dev.lodestar.data.UserStamp;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of {@code oauth_client}. */
@Entity
@Table(name = "oauth_client")
class ClientEntity {
  @Id UUID id;

  @Column(name = "client_id")
  String clientId;

  String name;
  @Nullable String description;
  boolean enabled;

  @Column(name = "digest_key_id")
  UUID digestKeyId;

  byte[] salt;
  byte[] digest;
  String permissions;

  @Column(name = "created_by_id")
  String createdById;

  @Column(name = "created_by_name")
  String createdByName;

  @Column(name = "created_at")
  Instant createdAt;

  @Column(name = "modified_by_id")
  String modifiedById;

  @Column(name = "modified_by_name")
  String modifiedByName;

  @Column(name = "modified_at")
  Instant modifiedAt;

  static ClientEntity of(StoredClient stored) {
    OAuthClient client = stored.client();
    ClientEntity entity = new ClientEntity();
    entity.id = client.id();
    entity.clientId = client.spec().clientId();
    entity.createdById = client.created().user().userId();
    entity.createdByName = client.created().user().username();
    entity.createdAt = client.created().time();
    entity.declared(stored, client.modified());
    return entity;
  }

  void declared(StoredClient stored, UserStamp stamp) {
    ClientSpec spec = stored.client().spec();
    name = spec.name();
    description = spec.description().orElse(null);
    enabled = spec.enabled();
    permissions = GrantsReader.write(spec.grants());
    digestKeyId = stored.digest().keyId();
    salt = stored.digest().salt();
    digest = stored.digest().value();
    modifiedById = stamp.user().userId();
    modifiedByName = stamp.user().username();
    modifiedAt = stamp.time();
  }

  StoredClient toStored() {
    return new StoredClient(
        new OAuthClient(
            id,
            new ClientSpec(
                clientId,
                name,
                Optional.ofNullable(description),
                enabled,
                GrantsReader.stored(permissions)),
            new UserStamp(new UserReference(createdByName, createdById), createdAt),
            new UserStamp(new UserReference(modifiedByName, modifiedById), modifiedAt)),
        new KeyDigest(digestKeyId, salt, digest));
  }
}
