package dev.lodestar.tables;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.util.UUID;

/** A row of {@code published_stream}: up to which batch the rows of a table's stream are stored. */
@Entity
@jakarta.persistence.Table(name = "published_stream")
class PublishedStreamEntity {
  @Id
  @Column(name = "table_id")
  UUID tableId;

  long sequence;
}
