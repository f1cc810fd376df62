package dev.lodestar.streams;

import dev.lodestar.connections.ConnectionSpec;
import dev.lodestar.connectors.KafkaReader;
import dev.lodestar.connectors.KafkaReader.Place;
import dev.lodestar.connectors.StreamFault;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.jobs.ReadFromPoint;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The topics of a connection to Kafka. */
final class KafkaSource implements StreamSource {
  private final ConnectionSpec.Topics connection;
  private final KafkaReader reader;

  /** Partitions by the names that they have among streams, made once. */
  private final Map<Place, StreamPartition> partitions = new HashMap<>();

  /** A source that contacts nobody before it is opened. */
  KafkaSource(ConnectionSpec.Topics connection, KafkaReader reader) {
    this.connection = connection;
    this.reader = reader;
  }

  @Override
  public Map<StreamPartition, StreamPosition> open(
      Map<StreamPartition, StreamPosition> checkpoints, ReadFromPoint point) {
    return asking(
        () -> {
          Set<Place> found = reader.find();
          if (found.isEmpty()) {
            throw new SourceLostException(
                "No topic %s \"%s\" is there, or the credentials may not see it."
                    .formatted(
                        connection.topicNameIsPattern() ? "that matches" : "named",
                        connection.topicName()),
                new IllegalStateException("no partitions"));
          }
          return begin(found, checkpoints, point);
        });
  }

  /** Reads these partitions, besides those that are read already. */
  private Map<StreamPartition, StreamPosition> begin(
      Set<Place> found, Map<StreamPartition, StreamPosition> checkpoints, ReadFromPoint point) {
    Map<Place, Long> offsets = new HashMap<>();
    Set<Place> fromBeginning = new HashSet<>();
    Set<Place> fromEnd = new HashSet<>();
    Set<String> known =
        checkpoints.keySet().stream().map(StreamPartition::stream).collect(Collectors.toSet());
    for (Place place : found) {
      StreamPosition checkpoint = checkpoints.get(named(place));
      if (checkpoint != null) {
        offsets.put(place, StreamPosition.Offset.of(checkpoint));
      } else if (known.contains(place.topic()) || point == ReadFromPoint.EARLIEST) {
        fromBeginning.add(place);
      } else {
        fromEnd.add(place);
      }
    }
    offsets.putAll(reader.beginnings(fromBeginning));
    offsets.putAll(reader.ends(fromEnd));
    reader.readAlso(offsets);
    Map<StreamPartition, StreamPosition> begun = new HashMap<>();
    offsets.forEach((place, offset) -> begun.put(named(place), new StreamPosition.Offset(offset)));
    return begun;
  }

  private StreamPartition named(Place place) {
    return partitions.computeIfAbsent(
        place, key -> new StreamPartition(key.topic(), Integer.toString(key.partition())));
  }

  @Override
  public void poll(Duration wait, StreamSink sink) {
    Map<Place, List<KafkaReader.Entry>> found = asking(() -> reader.poll(wait));
    found.forEach(
        (place, entries) -> {
          StreamPartition partition = named(place);
          for (KafkaReader.Entry entry : entries) {
            sink.record(record(partition, entry));
          }
        });
  }

  private static StreamRecord record(StreamPartition partition, KafkaReader.Entry entry) {
    return new StreamRecord(
        partition,
        new StreamPosition.Offset(entry.offset() + 1),
        entry.timestampMs(),
        entry.key(),
        entry.value(),
        headers(entry));
  }

  private static List<StreamRecord.Header> headers(KafkaReader.Entry entry) {
    return entry.headers().isEmpty()
        ? List.of()
        : entry.headers().stream()
            .map(header -> new StreamRecord.Header(header.name(), header.value()))
            .toList();
  }

  @Override
  public Map<StreamPartition, StreamPosition> discover() {
    return asking(
        () -> {
          reader.contact();
          Set<Place> fresh = new HashSet<>(reader.find());
          fresh.removeAll(reader.read());
          // What is new began after the job did, so all of it is wanted.
          return fresh.isEmpty() ? Map.of() : begin(fresh, Map.of(), ReadFromPoint.EARLIEST);
        });
  }

  @Override
  public Map<StreamPartition, StreamLag> lag() {
    Map<StreamPartition, StreamLag> lag = new HashMap<>();
    reader.lag().forEach((place, behind) -> lag.put(named(place), StreamLag.records(behind)));
    return lag;
  }

  @Override
  public boolean reads(String stream) {
    return reader.reads(stream);
  }

  private static <T> T asking(Supplier<T> question) {
    try {
      return question.get();
    } catch (StreamFault e) {
      throw switch (e.kind()) {
        case PLACE_UNKNOWN -> gone(e);
        case LOST, THROTTLED, PLACE_EXPIRED -> new SourceLostException(e.messageText(), e);
      };
    }
  }

  private static ServiceException gone(StreamFault fault) {
    return new ServiceException(
        ErrorCode.COULD_NOT_CONNECT_TO_SOURCE,
        null,
        ("The records where the table has to be read on are not there: %s. They were deleted by the"
                + " retention of the topic, or the topic was made anew. Reset the job and submit it"
                + " again, to go on at its readFromPoint.")
            .formatted(fault.messageText()),
        fault);
  }

  @Override
  public void close() {
    reader.close();
  }
}
