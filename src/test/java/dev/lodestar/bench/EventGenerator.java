package dev.lodestar.bench;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.SplittableRandom;

/**
 * Makes events for benchmarks: nd-json of 13 fields and about 300 bytes a row, the same bytes for
 * the same seed.
 *
 * <p>Fields: {@code ts} (ISO, ascending over seven days); strings {@code d10} to {@code d100k},
 * named by how many values they have; longs {@code l_small}, {@code l_mid}, {@code l_big}; doubles
 * {@code f_price}, {@code f_score}; the object {@code attrs}; {@code note}, null in two of five
 * rows.
 */
public final class EventGenerator {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration SPAN = Duration.ofDays(7);
  private static final int BUFFER_BYTES = 1 << 20;
  private static final String[] COUNTRIES = {
    "AT", "BR", "CA", "DE", "FR", "IN", "JP", "MX", "UK", "US"
  };
  private static final String[] SYSTEMS = {"linux", "windows", "macos", "android", "ios"};
  private static final String[] WORDS = {
    "anchor", "beacon", "cobalt", "dune", "echo", "fjord", "glacier", "harvest",
    "island", "juniper", "krill", "lagoon", "meadow", "nebula", "orchid", "prairie"
  };

  private final SplittableRandom random;
  private final long rows;

  public EventGenerator(long rows, long seed) {
    this.rows = rows;
    this.random = new SplittableRandom(seed);
  }

  /** Arguments: rows, seed, output file. */
  public static void main(String[] arguments) throws IOException {
    new EventGenerator(Long.parseLong(arguments[0]), Long.parseLong(arguments[1]))
        .write(Path.of(arguments[2]));
  }

  public void write(Path file) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER_BYTES)) {
      StringBuilder line = new StringBuilder(400);
      for (long row = 0; row < rows; row++) {
        line.setLength(0);
        append(line, row);
        out.write(line.toString().getBytes(StandardCharsets.US_ASCII));
      }
    }
  }

  private void append(StringBuilder line, long row) {
    Instant time = START.plusMillis(SPAN.toMillis() * row / rows);
    int page = skewed(1_000);
    int product = skewed(10_000);
    line.append("{\"ts\":\"").append(withMillis(time));
    line.append("\",\"d10\":\"").append(COUNTRIES[skewed(10)]);
    line.append("\",\"d100\":\"cat-").append(padded(random.nextInt(100), 2));
    line.append("\",\"d1k\":\"/page/").append(WORDS[page % 16]).append('/').append(padded(page, 3));
    line.append("\",\"d10k\":\"prod_").append(padded(product, 5));
    line.append('_').append(WORDS[product * 7 % 16]);
    line.append("\",\"d100k\":\"user-").append(padded(random.nextInt(100_000), 6));
    line.append("\",\"l_small\":").append(random.nextInt(10));
    line.append(",\"l_mid\":").append(random.nextInt(10_000));
    line.append(",\"l_big\":").append(random.nextLong(1L << 40));
    appendFraction(line.append(",\"f_price\":"), random.nextInt(100_001), 100, 2);
    int score = random.nextInt(2_000_001) - 1_000_000;
    line.append(",\"f_score\":").append(score < 0 ? "-" : "");
    appendFraction(line, Math.abs(score), 1_000_000, 6);
    line.append(",\"attrs\":{\"os\":\"").append(SYSTEMS[random.nextInt(5)]);
    line.append("\",\"ver\":{\"major\":").append(random.nextInt(7));
    line.append(",\"minor\":").append(random.nextInt(13));
    line.append("},\"flags\":[").append(random.nextInt(2)).append(',').append(random.nextInt(4));
    line.append("]},\"note\":");
    appendNote(line);
    line.append("}\n");
  }

  private void appendNote(StringBuilder line) {
    if (random.nextInt(5) < 2) {
      line.append("null");
    } else {
      line.append('"').append(WORDS[random.nextInt(16)]).append(' ');
      line.append(WORDS[random.nextInt(16)]).append(" #").append(random.nextInt(64)).append('"');
    }
  }

  private static void appendFraction(StringBuilder line, int value, int unit, int digits) {
    line.append(value / unit).append('.').append(padded(value % unit, digits));
  }

  /** The smaller of two draws, so that low numbers come more often. */
  private int skewed(int bound) {
    return Math.min(random.nextInt(bound), random.nextInt(bound));
  }

  private static String padded(int number, int digits) {
    String text = Integer.toString(number);
    return "0".repeat(digits - text.length()) + text;
  }

  private static String withMillis(Instant time) {
    // Instant prints no fraction for whole seconds; a fixed width is what real logs have.
    String text = time.truncatedTo(ChronoUnit.MILLIS).toString();
    return text.length() == 24 ? text : text.substring(0, 19) + ".000Z";
  }
}
