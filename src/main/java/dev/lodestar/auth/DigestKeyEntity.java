package dev.lodestar.auth;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** A row of {@code digest_key}: a key that digests are made with, sealed. */
@Entity
@Table(name = "digest_key")
class DigestKeyEntity {
  @Id UUID id;
  String sealed;

  @Column(name = "made_at")
  Instant madeAt;
}
