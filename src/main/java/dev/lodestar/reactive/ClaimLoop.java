package dev.lodestar.reactive;

import io.smallrye.mutiny.Uni;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Takes waiting pieces of work from a queue in the database and carries them out, as many at once
 * as there are slots.
 *
 * <p>Callable from any thread. Nothing is taken before {@link #open} and after {@link #close}.
 */
public final class ClaimLoop<T> {
  private final Supplier<Uni<Optional<T>>> claimNext;
  private final Function<T, Uni<Void>> carryOut;
  private final Consumer<Throwable> onFault;
  private final Semaphore slots;
  private final AtomicBoolean wanted = new AtomicBoolean();
  private final AtomicBoolean open = new AtomicBoolean();

  /**
   * A loop that is closed.
   *
   * @param claimNext takes the piece that has waited longest from the queue, if one waits
   * @param carryOut must not fail for reasons of the piece
   * @param onFault told when the queue cannot be read, or work failed all the same; not after the
   *     close
   */
  public ClaimLoop(
      int slots,
      Supplier<Uni<Optional<T>>> claimNext,
      Function<T, Uni<Void>> carryOut,
      Consumer<Throwable> onFault) {
    this.slots = new Semaphore(slots);
    this.claimNext = claimNext;
    this.carryOut = carryOut;
    this.onFault = onFault;
  }

  public void open() {
    open.set(true);
    wake();
  }

  public void close() {
    open.set(false);
  }

  public boolean isOpen() {
    return open.get();
  }

  /** Looks for waiting work, now or as soon as a slot is free. Cheap. */
  public void wake() {
    wanted.set(true);
    claim();
  }

  private void claim() {
    if (!open.get() || !slots.tryAcquire()) {
      return;
    }
    wanted.set(false);
    claimNext
        .get()
        .chain(
            found -> {
              if (found.isEmpty()) {
                return Uni.createFrom().item(false);
              }
              // Whoever waits next may have a slot of its own.
              wanted.set(true);
              claim();
              return carryOut.apply(found.get()).replaceWith(true);
            })
        .subscribe()
        .with(
            worked -> {
              slots.release();
              if (worked || wanted.get()) {
                claim();
              }
            },
            failure -> {
              slots.release();
              if (open.get()) {
                onFault.accept(failure);
              }
            });
  }
}
