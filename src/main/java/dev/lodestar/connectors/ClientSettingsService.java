package dev.lodestar.connectors;

import dev.lodestar.projects.ProjectsService;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Puts together what clients need besides their connection. */
@ApplicationScoped
public class ClientSettingsService {
  private final ProjectsService projects;
  private final ConnectorsConfig config;

  ClientSettingsService(ProjectsService projects, ConnectorsConfig config) {
    this.projects = projects;
    this.config = config;
  }

  /**
   * For the test of a connection. The external id is the one that {@code connectionsMeta} shows.
   */
  public Uni<ClientSettings> forTests() {
    return projects
        .only()
        .map(
            project ->
                new ClientSettings(
                    project.id().toString(),
                    config.stsEndpoint(),
                    config.azureEndpoint(),
                    config.testTimeout()));
  }
}
