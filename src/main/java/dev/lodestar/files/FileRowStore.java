package dev.lodestar.files;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.PanacheQuery;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.quarkus.panache.common.Sort;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.exception.ConstraintViolationException;

/** What is known about uploaded files; a file without a row here does not exist for anybody. */
@ApplicationScoped
class FileRowStore implements PanacheRepositoryBase<FileEntity, UUID> {
  /** Errors: {@code ALREADY_EXISTS} when the name is taken. */
  @WithTransaction
  Uni<Void> insert(UploadedFile file) {
    return persistAndFlush(FileEntity.of(file))
        .onFailure(ConstraintViolationException.class)
        .transform(e -> taken(file.name(), e))
        .replaceWithVoid();
  }

  static ServiceException taken(String name, Throwable cause) {
    return new ServiceException(
        ErrorCode.ALREADY_EXISTS,
        "name",
        "File %s already exists; delete it first or upload under another name.".formatted(name),
        cause);
  }

  @WithSession
  Uni<Optional<UploadedFile>> named(String name) {
    return find("name", name)
        .firstResult()
        .map(entity -> Optional.ofNullable(entity).map(FileEntity::toFile));
  }

  /** The files of these names that exist. */
  @WithSession
  Uni<List<UploadedFile>> named(Collection<String> names) {
    return list("name in ?1", names)
        .map(entities -> entities.stream().map(FileEntity::toFile).toList());
  }

  @WithSession
  Uni<FilePage> page(FileSelection selection) {
    Sort.Direction direction =
        selection.ascending() ? Sort.Direction.Ascending : Sort.Direction.Descending;
    Sort sort = Sort.by(selection.sortColumn().member(), direction).and("id");
    String search = selection.search() == null ? "" : selection.search().toLowerCase(Locale.ROOT);
    PanacheQuery<FileEntity> query =
        search.isEmpty() ? findAll(sort) : find("locate(?1, lower(name)) > 0", sort, search);
    return query
        .count()
        .chain(
            count ->
                query
                    .range(selection.offset(), selection.offset() + selection.limit() - 1)
                    .list()
                    .map(
                        rows ->
                            new FilePage(rows.stream().map(FileEntity::toFile).toList(), count)));
  }

  @WithSession
  Uni<Long> usedBytes() {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createQuery(
                        "select coalesce(sum(f.sizeBytes), 0) from FileEntity f", Long.class)
                    .getSingleResult());
  }

  @WithSession
  Uni<List<UUID>> allIds() {
    return Panache.getSession()
        .chain(
            session ->
                session.createQuery("select f.id from FileEntity f", UUID.class).getResultList());
  }

  /** Whether there was such a row. */
  @WithTransaction
  Uni<Boolean> remove(UUID id) {
    return delete("id", id).map(count -> count > 0);
  }
}
