package dev.lodestar.streams;

import dev.lodestar.connections.ConnectionSpec;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.jobs.ReadFromPoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The topics of a connection to Kafka.
 *
 * <p>Partitions are assigned by us and offsets kept by us; Kafka stores no group.
 */
final class KafkaSource implements StreamSource {
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(1);

  /** What the client knows of partitions is that old at most. */
  private static final int METADATA_AGE_MS_MAX = 5_000;

  private static final int POLL_RECORDS_MAX = 20_000;
  private static final int FETCH_BYTES_MAX = 24 << 20;
  private static final int PARTITION_BYTES_MAX = 3 << 20;

  private final ConnectionSpec.Topics connection;
  private final Pattern topics;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<TopicPartition, StreamPartition> partitions = new HashMap<>();

  /**
   * A source that contacts nobody before it is opened.
   *
   * @param clientProperties addresses and credentials
   */
  KafkaSource(ConnectionSpec.Topics connection, Map<String, Object> clientProperties) {
    this.connection = connection;
    this.topics =
        connection.topicNameIsPattern()
            ? Pattern.compile(connection.topicName())
            : Pattern.compile(Pattern.quote(connection.topicName()));
    Map<String, Object> properties = new HashMap<>(clientProperties);
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
    this.consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  @Override
  public Map<StreamPartition, Long> open(
      Map<StreamPartition, Long> checkpoints, ReadFromPoint point) {
    return asking(
        () -> {
          Set<TopicPartition> found = find();
          if (found.isEmpty()) {
            throw new SourceLostException(
                "No topic %s \"%s\" is there, or the credentials may not see it."
                    .formatted(
                        connection.topicNameIsPattern() ? "that matches" : "named",
                        connection.topicName()),
                new IllegalStateException("no partitions"));
          }
          return assign(found, checkpoints, point);
        });
  }

  private Set<TopicPartition> find() {
    Collection<List<PartitionInfo>> infos =
        connection.topicNameIsPattern()
            ? consumer.listTopics().entrySet().stream()
                .filter(topic -> reads(topic.getKey()))
                .map(Map.Entry::getValue)
                .toList()
            : Optional.ofNullable(consumer.partitionsFor(connection.topicName())).stream().toList();
    return infos.stream()
        .flatMap(List::stream)
        .map(info -> new TopicPartition(info.topic(), info.partition()))
        .collect(Collectors.toSet());
  }

  /** Reads these partitions, besides those that are read already. */
  private Map<StreamPartition, Long> assign(
      Set<TopicPartition> found, Map<StreamPartition, Long> checkpoints, ReadFromPoint point) {
    Map<TopicPartition, Long> positions = new HashMap<>();
    Set<TopicPartition> fromBeginning = new HashSet<>();
    Set<TopicPartition> fromEnd = new HashSet<>();
    Set<String> known =
        checkpoints.keySet().stream().map(StreamPartition::stream).collect(Collectors.toSet());
    for (TopicPartition partition : found) {
      Long checkpoint =
          checkpoints.get(new StreamPartition(partition.topic(), partition.partition()));
      if (checkpoint != null) {
        positions.put(partition, checkpoint);
      } else if (known.contains(partition.topic()) || point == ReadFromPoint.EARLIEST) {
        fromBeginning.add(partition);
      } else {
        fromEnd.add(partition);
      }
    }
    if (!fromBeginning.isEmpty()) {
      positions.putAll(consumer.beginningOffsets(fromBeginning));
    }
    if (!fromEnd.isEmpty()) {
      positions.putAll(consumer.endOffsets(fromEnd));
    }
    Map<TopicPartition, Long> all = new HashMap<>(positions);
    consumer.assignment().forEach(read -> all.put(read, consumer.position(read)));
    consumer.assign(all.keySet());
    all.forEach(consumer::seek);
    Map<StreamPartition, Long> begun = new HashMap<>();
    positions.forEach(
        (partition, offset) -> {
          StreamPartition named = new StreamPartition(partition.topic(), partition.partition());
          partitions.put(partition, named);
          begun.put(named, offset);
        });
    return begun;
  }

  @Override
  public void poll(Duration wait, Consumer<StreamRecord> sink) {
    asking(
        () -> {
          for (ConsumerRecord<byte[], byte[]> record : consumer.poll(wait)) {
            sink.accept(record(record));
          }
          return true;
        });
  }

  private StreamRecord record(ConsumerRecord<byte[], byte[]> record) {
    TopicPartition partition = new TopicPartition(record.topic(), record.partition());
    List<StreamRecord.Header> headers = List.of();
    if (record.headers().iterator().hasNext()) {
      headers = new ArrayList<>();
      for (Header header : record.headers()) {
        headers.add(new StreamRecord.Header(header.key(), header.value()));
      }
    }
    return new StreamRecord(
        partitions.get(partition),
        record.offset(),
        record.timestamp(),
        record.key(),
        record.value(),
        headers);
  }

  @Override
  public Map<StreamPartition, Long> discover() {
    return asking(
        () -> {
          // Partitions are known by heart; only a question about one of them needs an answer.
          consumer.assignment().stream().findFirst().map(Set::of).ifPresent(consumer::endOffsets);
          Set<TopicPartition> fresh = find();
          fresh.removeAll(consumer.assignment());
          // What is new began after the job did, so all of it is wanted.
          return fresh.isEmpty() ? Map.of() : assign(fresh, Map.of(), ReadFromPoint.EARLIEST);
        });
  }

  @Override
  public Map<StreamPartition, Long> lag() {
    Map<StreamPartition, Long> lag = new HashMap<>();
    partitions.forEach(
        (partition, named) -> {
          OptionalLong records = consumer.currentLag(partition);
          if (records.isPresent()) {
            lag.put(named, records.getAsLong());
          }
        });
    return lag;
  }

  @Override
  public boolean reads(String stream) {
    return topics.matcher(stream).matches();
  }

  private <T> T asking(Supplier<T> question) {
    try {
      return question.get();
    } catch (OffsetOutOfRangeException e) {
      throw gone(e);
    } catch (KafkaException e) {
      throw new SourceLostException(
          "The brokers of connection %s do not answer or refuse; check the connection with its test."
              .formatted(connection.name()),
          e);
    }
  }

  private static ServiceException gone(OffsetOutOfRangeException fault) {
    String places =
        fault.offsetOutOfRangePartitions().entrySet().stream()
            .map(
                place ->
                    "topic %s, partition %d, offset %d"
                        .formatted(
                            place.getKey().topic(), place.getKey().partition(), place.getValue()))
            .sorted()
            .collect(Collectors.joining("; "));
    return new ServiceException(
        ErrorCode.COULD_NOT_CONNECT_TO_SOURCE,
        null,
        ("The records where the table has to be read on are not there: %s. They were deleted by the"
                + " retention of the topic, or the topic was made anew. Reset the job and submit it"
                + " again, to go on at its readFromPoint.")
            .formatted(places),
        fault);
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
