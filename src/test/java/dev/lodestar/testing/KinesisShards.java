package dev.lodestar.testing;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One stream of {@link KinesisServer}: its shards and their records. Not safe for threads. */
final class KinesisShards {
  private static final BigInteger HASHES = BigInteger.TWO.pow(128);

  private final Clock clock;
  private final BigInteger firstNumber;
  private final List<Shard> shards = new ArrayList<>();
  private long numbers;

  /**
   * A stream whose shards have equal shares.
   *
   * @param made how many streams were made before: their sequence numbers differ
   */
  KinesisShards(int shardCount, long made, Clock clock) {
    this.clock = clock;
    this.firstNumber = BigInteger.TEN.pow(55).multiply(BigInteger.valueOf(4_000 + made));
    BigInteger share = HASHES.divide(BigInteger.valueOf(shardCount));
    for (int i = 0; i < shardCount; i++) {
      BigInteger end = i + 1 == shardCount ? HASHES : share.multiply(BigInteger.valueOf(i + 1));
      add(share.multiply(BigInteger.valueOf(i)), end, null, null);
    }
  }

  /** A record. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared and never changed.
  record Entry(BigInteger number, long arrivedMs, String key, byte[] data) {}

  /** A shard; the hashes of its keys are in {@code [from, to)}. */
  static final class Shard {
    final String id;
    final BigInteger from;
    final BigInteger to;
    final @Nullable String parent;
    final @Nullable String adjacentParent;
    final BigInteger first;
    final List<Entry> entries = new ArrayList<>();
    @Nullable BigInteger last;

    /** So many entries are not kept any more. */
    int trimmed;

    long readsInSecond;
    long second;

    Shard(
        String id,
        BigInteger from,
        BigInteger to,
        @Nullable String parent,
        @Nullable String adjacentParent,
        BigInteger first) {
      this.id = id;
      this.from = from;
      this.to = to;
      this.parent = parent;
      this.adjacentParent = adjacentParent;
      this.first = first;
    }
  }

  private BigInteger nextNumber() {
    return firstNumber.add(BigInteger.valueOf(++numbers));
  }

  private void add(
      BigInteger from, BigInteger to, @Nullable String parent, @Nullable String adjacentParent) {
    String id = "shardId-%012d".formatted(shards.size());
    shards.add(new Shard(id, from, to, parent, adjacentParent, nextNumber()));
  }

  List<Shard> all() {
    return shards;
  }

  Shard get(String id) {
    return shards.stream()
        .filter(shard -> shard.id.equals(id))
        .findFirst()
        .orElseThrow(() -> new KinesisRefusal("ResourceNotFoundException"));
  }

  Entry put(String key, byte[] data) {
    BigInteger hash = hash(key);
    Shard shard =
        shards.stream()
            .filter(open -> open.last == null)
            .filter(open -> open.from.compareTo(hash) <= 0 && hash.compareTo(open.to) < 0)
            .findFirst()
            .orElseThrow();
    Entry entry = new Entry(nextNumber(), clock.millis(), key, data);
    shard.entries.add(entry);
    return entry;
  }

  private static BigInteger hash(String key) {
    try {
      return new BigInteger(
          1, MessageDigest.getInstance("MD5").digest(key.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  void split(String id, BigInteger at) {
    Shard parent = open(id);
    parent.last = nextNumber();
    add(parent.from, at, parent.id, null);
    add(at, parent.to, parent.id, null);
  }

  void merge(String id, String adjacentId) {
    Shard parent = open(id);
    Shard adjacent = open(adjacentId);
    parent.last = nextNumber();
    adjacent.last = nextNumber();
    add(parent.from.min(adjacent.from), parent.to.max(adjacent.to), parent.id, adjacent.id);
  }

  private Shard open(String id) {
    Shard shard = get(id);
    if (shard.last != null) {
      throw new KinesisRefusal("InvalidArgumentException");
    }
    return shard;
  }

  /** The place of a record among those of its shard. */
  int placeOf(Shard shard, BigInteger number) {
    boolean isOurs =
        number.compareTo(firstNumber) > 0
            && number.compareTo(firstNumber.add(BigInteger.valueOf(numbers))) <= 0;
    if (!isOurs) {
      throw new KinesisRefusal("InvalidArgumentException");
    }
    int place = 0;
    while (place < shard.entries.size()
        && shard.entries.get(place).number().compareTo(number) < 0) {
      place++;
    }
    return place;
  }

  /** Forgets all records but the newest ones. */
  void trim(int kept) {
    for (Shard shard : shards) {
      shard.trimmed = Math.max(0, shard.entries.size() - kept);
    }
  }

  /** Forgets shards that are closed, with all of their records. */
  void forgetClosed() {
    shards.removeIf(shard -> shard.last != null);
  }
}
