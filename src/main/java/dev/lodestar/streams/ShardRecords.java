package dev.lodestar.streams;

import dev.lodestar.connectors.HashRange;
import dev.lodestar.connectors.KinesisStream;
import dev.lodestar.engine.protobuf.AggregatedRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The records of an entry of a shard: itself, or those that its producer packed into it.
 *
 * <p>An entry that holds a record of another shard is left out as a whole, as Amazon's client
 * library does: it was sent while shards were split or merged, and its producer, who is told the
 * shard, sends its records again.
 */
final class ShardRecords {
  private ShardRecords() {}

  /** In their order, each with the position behind the entry: there is none within it. */
  static List<StreamRecord> of(ShardReading reading, KinesisStream.Entry entry) {
    Optional<AggregatedRecord> aggregated = AggregatedRecord.of(entry.data());
    if (aggregated.isEmpty()) {
      return List.of(record(reading, entry, entry.partitionKey(), entry.data(), 0));
    }
    HashRange range = reading.range();
    List<StreamRecord> records = new ArrayList<>();
    for (AggregatedRecord.Part part : aggregated.get().parts()) {
      if (!range.holds(part.partitionKey(), part.explicitHashKey())) {
        return List.of();
      }
      records.add(record(reading, entry, part.partitionKey(), part.data(), records.size() + 1));
    }
    return records;
  }

  private static StreamRecord record(
      ShardReading reading,
      KinesisStream.Entry entry,
      String partitionKey,
      byte @Nullable [] data,
      int part) {
    return new StreamRecord(
        reading.partition(),
        reading.position(),
        entry.arrivedMs(),
        partitionKey.getBytes(StandardCharsets.UTF_8),
        data,
        List.of(),
        part);
  }
}
