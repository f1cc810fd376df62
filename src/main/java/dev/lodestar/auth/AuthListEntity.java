package dev.lodestar.auth;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A row of {@code auth_list}. */
@Entity
@Table(name = "auth_list")
class AuthListEntity {
  @Id String name;
  long revision;
}
