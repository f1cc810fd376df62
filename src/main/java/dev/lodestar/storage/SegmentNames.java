package dev.lodestar.storage;

import dev.lodestar.storage.SegmentStore.SegmentKey;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What segments are called where they are kept: {@code <table id>/<segment id>.parquet}. */
public final class SegmentNames {
  private static final String SUFFIX = ".parquet";
  static final Pattern ID = Pattern.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final Pattern NAME =
      Pattern.compile("(%1$s)/(%1$s)\\.parquet".formatted(ID.pattern()));

  private SegmentNames() {}

  public static String of(SegmentKey key) {
    return key.tableId() + "/" + key.segmentId() + SUFFIX;
  }

  /** The segment of such a name; empty for any other text. */
  public static Optional<SegmentKey> parse(String name) {
    Matcher matcher = NAME.matcher(name);
    return matcher.matches()
        ? Optional.of(
            new SegmentKey(UUID.fromString(matcher.group(1)), UUID.fromString(matcher.group(2))))
        : Optional.empty();
  }
}
