package dev.lodestar.connectors;

import dev.lodestar.connections.ConnectionSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads topics of Kafka from offsets that its user keeps; Kafka stores no group. Methods block;
 * used by one thread.
 *
 * <p>Errors: {@link StreamFault}; its kind is {@code PLACE_UNKNOWN} when offsets are gone, and its
 * message names them then.
 */
public final class KafkaReader implements AutoCloseable {
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(1);

  /** What the client knows of partitions is that old at most. */
  private static final int METADATA_AGE_MS_MAX = 5_000;

  private static final int POLL_RECORDS_MAX = 20_000;
  private static final int FETCH_BYTES_MAX = 24 << 20;
  private static final int PARTITION_BYTES_MAX = 3 << 20;

  private final ConnectionSpec.Topics connection;
  private final Pattern topics;
  private final KafkaConsumer<byte[], byte[]> consumer;

  /** A reader that contacts nobody before it is asked for something. */
  public KafkaReader(ConnectionSpec.Topics connection, ClientSettings settings) {
    this.connection = connection;
    this.topics =
        connection.topicNameIsPattern()
            ? Pattern.compile(connection.topicName())
            : Pattern.compile(Pattern.quote(connection.topicName()));
    this.consumer =
        new KafkaConsumer<>(
            properties(connection, settings),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
  }

  private static Map<String, Object> properties(
      ConnectionSpec.Topics connection, ClientSettings settings) {
    Map<String, Object> properties = KafkaClients.consumerProperties(connection, settings);
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, POLL_RECORDS_MAX);
    properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES_MAX);
    properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, PARTITION_BYTES_MAX);
    properties.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, METADATA_AGE_MS_MAX);
    properties.put(ConsumerConfig.RECEIVE_BUFFER_CONFIG, 1 << 20);
    properties.put(ConsumerConfig.METRIC_REPORTER_CLASSES_CONFIG, List.of());
    return properties;
  }

  /** A partition of a topic. */
  public record Place(String topic, int partition) {
    private static Place of(TopicPartition partition) {
      return new Place(partition.topic(), partition.partition());
    }

    private TopicPartition partitionOfKafka() {
      return new TopicPartition(topic, partition);
    }
  }

  /** A name and a value that travel beside a record. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared and never changed.
  public record Header(String name, byte @Nullable [] value) {}

  /**
   * One record.
   *
   * @param timestampMs milliseconds since the epoch
   */
  @SuppressWarnings("ArrayRecordComponent") // As above.
  public record Entry(
      long offset,
      long timestampMs,
      byte @Nullable [] key,
      byte @Nullable [] value,
      List<Header> headers) {}

  /** Whether a topic is read. */
  public boolean reads(String topic) {
    return topics.matcher(topic).matches();
  }

  /** The partitions that are there. */
  public Set<Place> find() {
    return asking(
        () -> {
          Collection<List<PartitionInfo>> infos =
              connection.topicNameIsPattern()
                  ? consumer.listTopics().entrySet().stream()
                      .filter(topic -> reads(topic.getKey()))
                      .map(Map.Entry::getValue)
                      .toList()
                  : Optional.ofNullable(consumer.partitionsFor(connection.topicName())).stream()
                      .toList();
          return infos.stream()
              .flatMap(List::stream)
              .map(info -> new Place(info.topic(), info.partition()))
              .collect(Collectors.toSet());
        });
  }

  /** The first offset of each. */
  public Map<Place, Long> beginnings(Set<Place> places) {
    return places.isEmpty()
        ? Map.of()
        : asking(() -> offsets(consumer.beginningOffsets(ofKafka(places))));
  }

  /** The offset of each that the next record gets. */
  public Map<Place, Long> ends(Set<Place> places) {
    return places.isEmpty()
        ? Map.of()
        : asking(() -> offsets(consumer.endOffsets(ofKafka(places))));
  }

  private static List<TopicPartition> ofKafka(Set<Place> places) {
    return places.stream().map(Place::partitionOfKafka).toList();
  }

  private static Map<Place, Long> offsets(Map<TopicPartition, Long> found) {
    return found.entrySet().stream()
        .collect(Collectors.toMap(entry -> Place.of(entry.getKey()), Map.Entry::getValue));
  }

  /** The partitions that are read. */
  public Set<Place> read() {
    return consumer.assignment().stream().map(Place::of).collect(Collectors.toSet());
  }

  /** Reads these partitions, besides those that are read already. */
  public void readAlso(Map<Place, Long> offsets) {
    asking(
        () -> {
          Map<TopicPartition, Long> all = new HashMap<>();
          consumer.assignment().forEach(read -> all.put(read, consumer.position(read)));
          offsets.forEach((place, offset) -> all.put(place.partitionOfKafka(), offset));
          consumer.assign(all.keySet());
          all.forEach(consumer::seek);
          return all;
        });
  }

  /** The next records, in the order of each partition; waits for the first. */
  public Map<Place, List<Entry>> poll(Duration wait) {
    return asking(
        () -> {
          ConsumerRecords<byte[], byte[]> records = consumer.poll(wait);
          Map<Place, List<Entry>> found = new HashMap<>();
          for (TopicPartition partition : records.partitions()) {
            List<Entry> entries = new ArrayList<>();
            records.records(partition).forEach(record -> entries.add(entry(record)));
            found.put(Place.of(partition), entries);
          }
          return found;
        });
  }

  private static Entry entry(ConsumerRecord<byte[], byte[]> record) {
    return new Entry(
        record.offset(),
        record.timestamp(),
        record.key(),
        record.value(),
        headers(record.headers()));
  }

  private static List<Header> headers(Headers headers) {
    if (!headers.iterator().hasNext()) {
      return List.of();
    }
    List<Header> found = new ArrayList<>();
    headers.forEach(header -> found.add(new Header(header.key(), header.value())));
    return found;
  }

  /** Asks the brokers something: partitions are known by heart, so {@link #find} may not. */
  public void contact() {
    asking(() -> consumer.assignment().stream().findFirst().map(Set::of).map(consumer::endOffsets));
  }

  /** How many records each partition is behind its end, as far as that is known. */
  public Map<Place, Long> lag() {
    Map<Place, Long> lag = new HashMap<>();
    for (TopicPartition partition : consumer.assignment()) {
      OptionalLong records = consumer.currentLag(partition);
      if (records.isPresent()) {
        lag.put(Place.of(partition), records.getAsLong());
      }
    }
    return lag;
  }

  private <T> T asking(Supplier<T> question) {
    try {
      return question.get();
    } catch (OffsetOutOfRangeException e) {
      throw new StreamFault(StreamFault.Kind.PLACE_UNKNOWN, places(e), e);
    } catch (KafkaException e) {
      throw new StreamFault(
          StreamFault.Kind.LOST,
          "The brokers of connection %s do not answer or refuse; check the connection with its test."
              .formatted(connection.name()),
          e);
    }
  }

  private static String places(OffsetOutOfRangeException fault) {
    return fault.offsetOutOfRangePartitions().entrySet().stream()
        .map(
            place ->
                "topic %s, partition %d, offset %d"
                    .formatted(
                        place.getKey().topic(), place.getKey().partition(), place.getValue()))
        .sorted()
        .collect(Collectors.joining("; "));
  }

  @Override
  public void close() {
    try {
      consumer.close(CloseOptions.timeout(CLOSE_LIMIT));
    } catch (KafkaException e) {
      // Nothing of it is needed any more, and no offset was kept there.
      return;
    }
  }
}
