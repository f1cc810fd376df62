package dev.lodestar.tables;

import dev.lodestar.data.Column;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Stores columns that were found in rows which are not published yet. */
@ApplicationScoped
class DiscoveryStore implements PanacheRepositoryBase<TableEntity, UUID> {
  /**
   * Adds what the table does not know; a table that is gone is left to whoever publishes.
   *
   * <p>Errors: {@code TOO_MANY_COLUMNS}, {@code NOT_SUPPORTED} for a name that differs from a known
   * one in case alone.
   */
  @WithTransaction
  Uni<Void> add(UUID tableId, List<Column> found) {
    return findById(tableId, LockModeType.PESSIMISTIC_WRITE)
        .invoke(
            entity -> {
              if (entity != null && entity.exists()) {
                Table table = entity.toTable();
                List<Column> known = new ArrayList<>(table.discovered());
                entity.discover(known, found);
                if (!known.equals(table.discovered())) {
                  entity.discoveredColumns = ColumnsJson.ofColumns(known);
                }
              }
            })
        .replaceWithVoid();
  }
}
