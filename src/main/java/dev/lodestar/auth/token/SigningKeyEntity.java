package dev.lodestar.auth.token;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** A row of {@code signing_key}. */
@Entity
@Table(name = "signing_key")
class SigningKeyEntity {
  @Id UUID id;
  String sealed;

  @Column(name = "made_at")
  Instant madeAt;
}
