package dev.lodestar.projects;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Finds the one project. It never changes, so it is read from the database once. */
@ApplicationScoped
public class ProjectsService {
  /** What paths may say instead of the id. */
  public static final String ALIAS = "default";

  private final ProjectStore store;
  private final AtomicReference<@Nullable Project> known = new AtomicReference<>();

  ProjectsService(ProjectStore store) {
    this.store = store;
  }

  public Uni<Project> only() {
    Project project = known.get();
    return project != null
        ? Uni.createFrom().item(project)
        : store.only().invoke(found -> known.set(found));
  }

  /** The project that a path names by id or alias. Errors: {@code NOT_FOUND}. */
  public Uni<Project> named(String idOrAlias) {
    return only()
        .invoke(
            project -> {
              if (!idOrAlias.equals(ALIAS) && !idOrAlias.equals(project.id().toString())) {
                throw new ServiceException(
                    ErrorCode.NOT_FOUND,
                    "projectId",
                    "Project %s does not exist; GET /v1/projects lists the projects."
                        .formatted(idOrAlias));
              }
            });
  }
}
