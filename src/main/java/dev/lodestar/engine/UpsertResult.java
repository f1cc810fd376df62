package dev.lodestar.engine;

import dev.lodestar.data.Column;
import java.util.List;

/**
 * What replaces segments.
 *
 * @param parts the new rows, and what is left of the segments that held replaced ones
 * @param losing these segments, by their place in {@link UpsertPlan#stored}; all of them go
 */
public record UpsertResult(List<Part> parts, List<Integer> losing) {
  public UpsertResult {
    parts = List.copyOf(parts);
    losing = List.copyOf(losing);
  }

  /**
   * Segments of the same shape.
   *
   * @param columns what they hold
   */
  public record Part(List<Column> columns, List<StagedSegment> segments) {
    public Part {
      columns = List.copyOf(columns);
      segments = List.copyOf(segments);
    }
  }
}
