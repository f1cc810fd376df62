package dev.lodestar.jobs;

import java.util.List;

/** Part of a list of jobs. */
public record JobPage(List<ListedJob> jobs, boolean moreResultsAvailable) {
  public JobPage {
    jobs = List.copyOf(jobs);
  }
}
