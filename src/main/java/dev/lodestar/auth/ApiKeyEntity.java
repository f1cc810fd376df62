package dev.lodestar.auth;

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

/** A row of {@code api_key}. */
@Entity
@Table(name = "api_key")
class ApiKeyEntity {
  @Id UUID id;
  String name;
  @Nullable String description;
  String redacted;

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

  static ApiKeyEntity of(StoredKey stored) {
    ApiKey key = stored.key();
    ApiKeyEntity entity = new ApiKeyEntity();
    entity.id = key.id();
    entity.redacted = key.redacted();
    entity.digestKeyId = stored.digest().keyId();
    entity.salt = stored.digest().salt();
    entity.digest = stored.digest().value();
    entity.createdById = key.created().user().userId();
    entity.createdByName = key.created().user().username();
    entity.createdAt = key.created().time();
    entity.declared(key.spec(), key.modified());
    return entity;
  }

  void declared(ApiKeySpec spec, UserStamp stamp) {
    name = spec.name();
    description = spec.description().orElse(null);
    permissions = GrantsReader.write(spec.grants());
    modifiedById = stamp.user().userId();
    modifiedByName = stamp.user().username();
    modifiedAt = stamp.time();
  }

  ApiKey toKey() {
    return new ApiKey(
        id,
        new ApiKeySpec(name, Optional.ofNullable(description), GrantsReader.stored(permissions)),
        redacted,
        new UserStamp(new UserReference(createdByName, createdById), createdAt),
        new UserStamp(new UserReference(modifiedByName, modifiedById), modifiedAt));
  }

  StoredKey toStored() {
    return new StoredKey(toKey(), new KeyDigest(digestKeyId, salt, digest));
  }
}
