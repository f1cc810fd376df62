package dev.lodestar.auth;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** The one row of {@code api_key_list}, which every change of keys locks and counts up. */
@Entity
@Table(name = "api_key_list")
class ApiKeyListEntity {
  static final int ID = 1;

  @Id int id;
  long revision;
}
