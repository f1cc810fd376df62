package dev.lodestar.connectors;

import dev.lodestar.projects.ProjectsService;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** Puts together what clients need besides their connection. */
@ApplicationScoped
public class ClientSettingsService {
  private final ProjectsService projects;
  private final ConnectorsConfig config;
  private final OutsideAddresses addresses;

  ClientSettingsService(ProjectsService projects, ConnectorsConfig config) {
    this.projects = projects;
    this.config = config;
    this.addresses = OutsideAddresses.of(config.refusedNetworks(), config.allowedHosts());
  }

  /**
   * For the test of a connection. The external id is the one that {@code connectionsMeta} shows.
   */
  public Uni<ClientSettings> forTests() {
    return within(config.testTimeout());
  }

  /** The same for jobs, which have more time. */
  public Uni<ClientSettings> forJobs() {
    return within(config.jobTimeout());
  }

  private Uni<ClientSettings> within(Duration timeout) {
    return projects
        .only()
        .map(
            project ->
                new ClientSettings(
                    project.id().toString(),
                    config.stsEndpoint(),
                    config.azureEndpoint(),
                    timeout,
                    addresses));
  }
}
