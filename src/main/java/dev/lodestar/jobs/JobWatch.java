package dev.lodestar.jobs;

import dev.lodestar.reactive.EventLoop;
import io.smallrye.mutiny.Multi;
import jakarta.enterprise.context.ApplicationScoped;

/** Tells those who watch a job how it goes on. */
@ApplicationScoped
public class JobWatch {
  /** What follows the last value. */
  private static final double OVER = -1;

  private final JobsService jobs;
  private final EventLoop eventLoop;
  private final JobConfig config;

  JobWatch(JobsService jobs, EventLoop eventLoop, JobConfig config) {
    this.jobs = jobs;
    this.eventLoop = eventLoop;
    this.config = config;
  }

  /**
   * The progress of a job, again and again until it is over, which is said last. Nothing is asked
   * any more once nobody listens.
   *
   * <p>Errors: as {@link JobsService#progress}, before the first value.
   */
  public Multi<Double> progress(String id) {
    return Multi.createFrom()
        .ticks()
        .every(config.progressInterval())
        .onOverflow()
        .drop()
        .onItem()
        .transformToUniAndConcatenate(tick -> eventLoop.run(() -> jobs.progress(id)))
        .onItem()
        .transformToMultiAndConcatenate(JobWatch::andItsEnd)
        .select()
        .first(progress -> progress != OVER);
  }

  /** So that the last value does not wait for the next tick to be known as the last. */
  private static Multi<Double> andItsEnd(double progress) {
    return progress < 1
        ? Multi.createFrom().item(progress)
        : Multi.createFrom().items(progress, OVER);
  }
}
