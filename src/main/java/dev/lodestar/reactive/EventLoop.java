package dev.lodestar.reactive;

import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Supplier;

/** Runs reactive work, such as a store's, where Hibernate Reactive wants it. */
@ApplicationScoped
public class EventLoop {
  private final Vertx vertx;

  EventLoop(Vertx vertx) {
    this.vertx = vertx;
  }

  /**
   * The work on an event loop, on a context of its own: its database session is shared with nobody.
   *
   * <p>Callable from any thread; the result arrives on that event loop.
   */
  public <T> Uni<T> run(Supplier<Uni<T>> work) {
    return Uni.createFrom()
        .emitter(
            emitter -> {
              Context context = VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext());
              VertxContextSafetyToggle.setContextSafe(context, true);
              context.runOnContext(
                  nothing ->
                      Uni.createFrom()
                          .deferred(work::get)
                          .subscribe()
                          .with(emitter::complete, emitter::fail));
            });
  }
}
