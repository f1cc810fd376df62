package dev.lodestar.auth.users;

import dev.lodestar.error.ServiceException;
import dev.lodestar.reactive.EventLoop;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jboss.logging.Logger;

/** Users and groups in memory, so that a request reads no database. Safe for threads. */
@ApplicationScoped
public class UserDirectory {
  private static final Logger LOG = Logger.getLogger(UserDirectory.class);

  private final DirectoryStore store;
  private final EventLoop eventLoop;
  private final Clock clock;
  private volatile Directory directory = new Directory(-1, List.of(), List.of());

  public UserDirectory(DirectoryStore store, EventLoop eventLoop, Clock clock) {
    this.store = store;
    this.eventLoop = eventLoop;
    this.clock = clock;
  }

  /** Brings all into memory. */
  public Uni<Void> load() {
    return eventLoop.run(store::all).invoke(this::install).replaceWithVoid();
  }

  /** Takes what a change led to, unless a later change was here before. */
  private synchronized void install(Directory changed) {
    if (changed.revision() > directory.revision()) {
      directory = changed;
    }
  }

  Directory now() {
    return directory;
  }

  /** Who has this name; letter case does not matter. */
  public Optional<KnownUser> find(String username) {
    Directory now = directory;
    return now.userNamed(username)
        .map(
            user ->
                new KnownUser(
                    user.asUser(), user.spec().standing().enabled(), now.effective(user)));
  }

  /**
   * A change and, before its end is told to anybody, what it means for memory. It goes on though
   * the client leaves. After a failure nobody knows whether the change was stored.
   */
  Uni<Directory> change(Function<Directory, Edit> plan) {
    return eventLoop.run(
        () ->
            store
                .change(clock.instant(), plan)
                .invoke(this::install)
                .onFailure(failure -> !(failure instanceof ServiceException))
                .call(this::readAgain));
  }

  private Uni<?> readAgain() {
    return load()
        .onFailure()
        .invoke(e -> LOG.warnf("The users could not be read after a failure: %s", e))
        .onFailure()
        .recoverWithNull();
  }
}
