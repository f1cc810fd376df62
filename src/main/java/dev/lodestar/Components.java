package dev.lodestar;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lodestar.connections.ConnectionsConfig;
import dev.lodestar.connections.SecretKeys;
import dev.lodestar.connections.SecretSeal;
import dev.lodestar.connectors.SegmentStorage;
import dev.lodestar.connectors.StorageConfig;
import dev.lodestar.engine.Engine;
import dev.lodestar.engine.duckdb.DuckDbEngine;
import dev.lodestar.engine.duckdb.EngineConfig;
import dev.lodestar.json.DataModule;
import dev.lodestar.json.ExactValues;
import dev.lodestar.sql.DruidSql;
import dev.lodestar.storage.BackupRequest;
import dev.lodestar.storage.DataDirectory;
import dev.lodestar.storage.FileStore;
import dev.lodestar.storage.ResultStore;
import dev.lodestar.storage.SegmentLeases;
import dev.lodestar.storage.SegmentStore;
import io.quarkus.jackson.ObjectMapperCustomizer;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Makes the plain objects of the core, each once, and hands them to the reactive part. */
@ApplicationScoped
class Components {
  private final EngineSettings limits;
  private final DataDirectory directory;

  Components(EngineSettings settings, @ConfigProperty(name = "lodestar.data-dir") Path dataDir) {
    this.limits = settings;
    this.directory = new DataDirectory(dataDir);
  }

  @Produces
  @Singleton
  Clock clock() {
    return Clock.tickMillis(ZoneOffset.UTC);
  }

  @Produces
  @Singleton
  DruidSql druidSql() {
    return new DruidSql();
  }

  @Produces
  @Singleton
  SegmentStore segmentStore(StorageConfig config) {
    return SegmentStorage.open(directory, config);
  }

  void close(@Disposes SegmentStore store) {
    store.close();
  }

  @Produces
  @Singleton
  SegmentLeases segmentLeases(SegmentStore store) {
    return new SegmentLeases(store, Infrastructure.getDefaultWorkerPool());
  }

  @Produces
  @Singleton
  FileStore fileStore() {
    return new FileStore(directory);
  }

  @Produces
  @Singleton
  BackupRequest backupRequest() {
    return new BackupRequest(directory);
  }

  @Produces
  @Singleton
  ResultStore resultStore() {
    return new ResultStore(directory);
  }

  @Produces
  @Singleton
  SecretSeal secretSeal(ConnectionsConfig config) {
    return new SecretSeal(
        SecretKeys.load(config.keys().orElse(List.of()), directory.connectionKeys()));
  }

  /** Behind a proxy: the engine's library is loaded when it is first used, not before readiness. */
  @Produces
  @ApplicationScoped
  Engine engine(SegmentStore segments) {
    return new DuckDbEngine(
        new EngineConfig(
            limits.threads().orElse(Runtime.getRuntime().availableProcessors()),
            limits.ingestMemory().asLongValue(),
            limits.queryMemory().asLongValue(),
            directory.spill(),
            List.of(segments.root()),
            limits.rowSizeMax().asLongValue(),
            limits.unpackedSizeMax().asLongValue(),
            limits.leavesPerThousandRows()));
  }

  void close(@Disposes Engine engine) {
    engine.close();
  }

  /** Static, because Jackson is set up before settings can be read. */
  @Produces
  @Singleton
  static ObjectMapperCustomizer dataTypesInJson() {
    return new ObjectMapperCustomizer() {
      @Override
      public void customize(ObjectMapper json) {
        json.registerModule(new DataModule());
        ExactValues.require(json);
      }

      /** Last, so that our form of times wins over that of Jackson's own module. */
      @Override
      public int priority() {
        return Integer.MIN_VALUE;
      }
    };
  }
}
