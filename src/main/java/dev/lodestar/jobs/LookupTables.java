package dev.lodestar.jobs;

import dev.lodestar.engine.IngestPlan;
import dev.lodestar.scans.TableScans;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the engine reads where expressions look values up. */
final class LookupTables {
  private LookupTables() {}

  static List<IngestPlan.LookupTable> of(TableScans scans, Map<String, JobPlan.LookupRead> read) {
    return read.entrySet().stream()
        .map(
            lookup ->
                new IngestPlan.LookupTable(
                    lookup.getKey(),
                    lookup.getValue().source().columns(),
                    scans.of(lookup.getValue().table(), Set.of())))
        .toList();
  }
}
