package dev.lodestar.reactive;

import io.smallrye.mutiny.Uni;
import java.util.function.Supplier;

/**
 * Counts the beginnings and ends of transactions that change something, so that whoever read it
 * knows whether it may have changed since. Safe for threads.
 *
 * <p>A lost connection leaves it open whether a transaction is over: what is kept on the word of
 * this class needs a short life besides.
 */
public final class Changes {
  private long begun;
  private long ended;

  /** The moment at which a reading began. */
  public record Mark(long begun, long ended) {}

  /** To be taken before reading. */
  public synchronized Mark mark() {
    return new Mark(begun, ended);
  }

  /** Whether nothing was under way at the mark and nothing has begun since. */
  public synchronized boolean noneSince(Mark mark) {
    return mark.begun() == mark.ended() && mark.begun() == begun;
  }

  /** Whether a reading that began at the mark saw all that anybody knows to be committed by now. */
  public synchronized boolean noneEndedSince(Mark mark) {
    return mark.ended() == ended;
  }

  public synchronized boolean isUnderWay() {
    return begun != ended;
  }

  /**
   * Runs a transaction that may change something. Once begun it goes to its end, also when nobody
   * waits for it any more, because only its end says that it is over; whoever waits learns of the
   * end after it was counted.
   */
  public <T> Uni<T> during(Supplier<Uni<T>> transaction) {
    return Uni.createFrom()
        .emitter(
            emitter -> {
              begin();
              Uni.createFrom()
                  .deferred(transaction::get)
                  .onTermination()
                  .invoke(this::end)
                  .subscribe()
                  .with(emitter::complete, emitter::fail);
            });
  }

  private synchronized void begin() {
    begun++;
  }

  private synchronized void end() {
    ended++;
  }
}
