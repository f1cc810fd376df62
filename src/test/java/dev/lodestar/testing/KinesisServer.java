package dev.lodestar.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.lodestar.testing.KinesisShards.Shard;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/**
 * Amazon Kinesis and the service that lends roles, as far as readers need them: the documented
 * protocol in memory, with its habits that hurt.
 *
 * <p>A shard may be read five times a second; every other answer is empty although there is more; a
 * place that is not kept any more becomes the oldest one that is, without a word. Faults are made
 * by methods, or from another class loader by {@code GET /fault/<name>?<value>}.
 */
public final class KinesisServer implements AutoCloseable {
  private static final int READS_A_SECOND = 5;

  private final HttpServer server;
  private final Clock clock = Clock.systemUTC();
  private final Map<String, KinesisShards> streams = new HashMap<>();
  private int made;
  private int generation;
  private int throttled;
  private int throttlings;
  private boolean isAway;
  private boolean isLimited = true;
  private long answers;

  public KinesisServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer);
    server.setExecutor(
        Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("kinesis-server-", 0).factory()));
    server.start();
  }

  /** The address of the one that all tests of this JVM share; it ends with the JVM. */
  @SuppressWarnings("resource") // As it says.
  public static String shared() {
    return OncePerJvm.get("kinesis", () -> Map.of("url", new KinesisServer().url())).get("url");
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** A client for whoever writes and moves shards, with {@code url} of this or another server. */
  public static KinesisClient client(String url) {
    return KinesisClient.builder()
        .region(Region.US_EAST_1)
        .endpointOverride(URI.create(url))
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIAWRITER", "secret")))
        .httpClient(UrlConnectionHttpClient.create())
        .build();
  }

  /** The next reads of records are too many. */
  public synchronized void throttle(int reads) {
    throttled = reads;
  }

  /** How often a reader was told that it reads too much. */
  public synchronized int throttlings() {
    return throttlings;
  }

  /** Whether shards may be read only so often. */
  public synchronized void limit(boolean isOn) {
    isLimited = isOn;
  }

  /** Iterators that were given out are too old. */
  public synchronized void expireIterators() {
    generation++;
  }

  /** Forgets all but the newest records of each shard. */
  public synchronized void trim(String stream, int kept) {
    stream(stream).trim(kept);
  }

  public synchronized void forgetClosedShards(String stream) {
    stream(stream).forgetClosed();
  }

  /** Does not answer any more, or does so again. */
  public synchronized void away(boolean isOn) {
    isAway = isOn;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      String path = exchange.getRequestURI().getPath();
      if (path.startsWith("/fault/")) {
        fault(path.substring("/fault/".length()), exchange.getRequestURI().getQuery());
        send(exchange, 200, "text/plain", new byte[] {'.'});
      } else if (exchange.getRequestHeaders().getFirst("X-Amz-Target") == null) {
        send(exchange, 200, "text/xml", role());
      } else {
        call(exchange, body);
      }
    }
  }

  private synchronized void fault(String name, String value) {
    switch (name) {
      case "away" -> away(Boolean.parseBoolean(value));
      case "throttle" -> throttle(Integer.parseInt(value));
      case "expire" -> expireIterators();
      default -> throw new IllegalArgumentException(name);
    }
  }

  private static byte[] role() {
    return """
        <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
        <Credentials><AccessKeyId>AKIALENT</AccessKeyId><SecretAccessKey>lent</SecretAccessKey>
        <SessionToken>token</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>
        </AssumeRoleResult></AssumeRoleResponse>"""
        .getBytes(StandardCharsets.UTF_8);
  }

  private void call(HttpExchange exchange, byte[] body) throws IOException {
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
    AwsValues values = AwsValues.of(type);
    try {
      Map<String, Object> answer =
          call(target.substring(target.indexOf('.') + 1), values.read(body), values);
      send(exchange, 200, type, values.write(answer));
    } catch (KinesisRefusal e) {
      send(exchange, 400, type, values.write(Map.of("__type", e.code(), "message", "no")));
    }
  }

  private static void send(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  private synchronized Map<String, Object> call(
      String name, Map<String, Object> request, AwsValues values) {
    if (isAway) {
      throw new IllegalStateException("The connection breaks off.");
    }
    return switch (name) {
      case "CreateStream" -> {
        int shards = ((Number) request.get("ShardCount")).intValue();
        streams.put(text(request, "StreamName"), new KinesisShards(shards, ++made, clock));
        yield Map.of();
      }
      case "DescribeStreamSummary" ->
          Map.of("StreamDescriptionSummary", summary(text(request, "StreamName"), values));
      case "ListShards" -> list(request);
      case "PutRecords" -> put(request);
      case "SplitShard" -> {
        stream(request)
            .split(
                text(request, "ShardToSplit"), new BigInteger(text(request, "NewStartingHashKey")));
        yield Map.of();
      }
      case "MergeShards" -> {
        stream(request).merge(text(request, "ShardToMerge"), text(request, "AdjacentShardToMerge"));
        yield Map.of();
      }
      case "GetShardIterator" -> Map.of("ShardIterator", iterator(request, values));
      case "GetRecords" -> records(text(request, "ShardIterator"), values);
      default -> throw new KinesisRefusal("UnknownOperationException");
    };
  }

  private static String text(Map<String, Object> request, String member) {
    return (String) Objects.requireNonNull(request.get(member), member);
  }

  private KinesisShards stream(Map<String, Object> request) {
    return stream(text(request, "StreamName"));
  }

  private KinesisShards stream(String name) {
    KinesisShards found = streams.get(name);
    if (found == null) {
      throw new KinesisRefusal("ResourceNotFoundException");
    }
    return found;
  }

  private Map<String, Object> summary(String name, AwsValues values) {
    return Map.of(
        "StreamName",
        name,
        "StreamStatus",
        "ACTIVE",
        "RetentionPeriodHours",
        24,
        "StreamCreationTimestamp",
        values.time(0),
        "OpenShardCount",
        (int) stream(name).all().stream().filter(shard -> shard.last == null).count());
  }

  /** In pages of two. */
  private Map<String, Object> list(Map<String, Object> request) {
    String[] token =
        request.containsKey("NextToken")
            ? text(request, "NextToken").split(" ")
            : new String[] {text(request, "StreamName"), "0"};
    int from = Integer.parseInt(token[1]);
    List<Shard> all = stream(token[0]).all();
    List<Map<String, Object>> page =
        all.stream().skip(from).limit(2).map(KinesisServer::shard).toList();
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("Shards", page);
    if (from + page.size() < all.size()) {
      answer.put("NextToken", token[0] + " " + (from + page.size()));
    }
    return answer;
  }

  private static Map<String, Object> shard(Shard shard) {
    Map<String, Object> range = new LinkedHashMap<>();
    range.put("StartingSequenceNumber", shard.first);
    if (shard.last != null) {
      range.put("EndingSequenceNumber", shard.last);
    }
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("ShardId", shard.id);
    if (shard.parent != null) {
      answer.put("ParentShardId", shard.parent);
    }
    if (shard.adjacentParent != null) {
      answer.put("AdjacentParentShardId", shard.adjacentParent);
    }
    answer.put(
        "HashKeyRange",
        Map.of("StartingHashKey", shard.from, "EndingHashKey", shard.to.subtract(BigInteger.ONE)));
    answer.put("SequenceNumberRange", range);
    return answer;
  }

  private Map<String, Object> put(Map<String, Object> request) {
    List<Map<String, Object>> results = new ArrayList<>();
    for (Object record : (List<?>) Objects.requireNonNull(request.get("Records"))) {
      Map<?, ?> fields = (Map<?, ?>) record;
      KinesisShards.Entry entry =
          stream(request)
              .put((String) fields.get("PartitionKey"), AwsValues.bytes(fields.get("Data")));
      results.add(Map.of("SequenceNumber", entry.number(), "ShardId", "unknown"));
    }
    return Map.of("FailedRecordCount", 0, "Records", results);
  }

  private String iterator(Map<String, Object> request, AwsValues values) {
    Shard shard = stream(request).get(text(request, "ShardId"));
    IntFunction<String> at =
        place -> "%s %s %d %d".formatted(text(request, "StreamName"), shard.id, place, generation);
    return switch (text(request, "ShardIteratorType")) {
      case "TRIM_HORIZON" -> at.apply(shard.trimmed);
      case "LATEST" -> at.apply(shard.entries.size());
      case "AT_TIMESTAMP" -> {
        long time = values.milliseconds(request.get("Timestamp"));
        if (Instant.ofEpochMilli(time).isAfter(clock.instant())) {
          throw new KinesisRefusal("InvalidArgumentException");
        }
        int place = 0;
        while (place < shard.entries.size() && shard.entries.get(place).arrivedMs() < time) {
          place++;
        }
        yield at.apply(place);
      }
      case "AT_SEQUENCE_NUMBER" -> {
        BigInteger number = new BigInteger(text(request, "StartingSequenceNumber"));
        yield at.apply(stream(request).placeOf(shard, number));
      }
      default -> throw new KinesisRefusal("InvalidArgumentException");
    };
  }

  private Map<String, Object> records(String iterator, AwsValues values) {
    String[] parts = iterator.split(" ");
    Shard shard = stream(parts[0]).get(parts[1]);
    requireAllowed(shard);
    if (Integer.parseInt(parts[3]) != generation) {
      throw new KinesisRefusal("ExpiredIteratorException");
    }
    int from = Math.max(Integer.parseInt(parts[2]), shard.trimmed);
    int left = shard.entries.size() - from;
    boolean isEmpty = left > 0 && answers++ % 2 == 0;
    int to = isEmpty ? from : Math.min(shard.entries.size(), from + 1_000);
    List<Map<String, Object>> records = new ArrayList<>();
    for (KinesisShards.Entry entry : shard.entries.subList(from, to)) {
      records.add(
          Map.of(
              "SequenceNumber",
              entry.number(),
              "ApproximateArrivalTimestamp",
              values.time(entry.arrivedMs()),
              "PartitionKey",
              entry.key(),
              "Data",
              entry.data()));
    }
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("Records", records);
    if (to < shard.entries.size() || shard.last == null) {
      answer.put("NextShardIterator", "%s %s %d %d".formatted(parts[0], shard.id, to, generation));
    }
    long behind =
        to == shard.entries.size() ? 0 : clock.millis() - shard.entries.get(to).arrivedMs() + 1;
    answer.put("MillisBehindLatest", behind);
    return answer;
  }

  private void requireAllowed(Shard shard) {
    long second = clock.millis() / 1_000;
    shard.readsInSecond = shard.second == second ? shard.readsInSecond + 1 : 1;
    shard.second = second;
    boolean isTooMuch = isLimited && shard.readsInSecond > READS_A_SECOND;
    if (isTooMuch || throttled > 0) {
      throttled = Math.max(0, throttled - 1);
      throttlings++;
      throw new KinesisRefusal("ProvisionedThroughputExceededException");
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
