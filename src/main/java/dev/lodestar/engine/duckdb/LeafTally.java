package dev.lodestar.engine.duckdb;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import dev.lodestar.data.StoredLeaf.Kind;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** Counts how often single values stand at each place of documents; places within arrays do not. */
final class LeafTally {
  /** Each leaf costs memory in each file that is written at the same time. */
  static final int LEAVES_MAX = 64;

  /** A leaf in fewer than one of so many rows is read from the documents. */
  private static final int RARITY_MAX = 100;

  /** Long texts would fill a disk twice to save little. */
  private static final int MEAN_LENGTH_MAX = 256;

  /** Keys that are data, such as user ids, make a place of their own in each document. */
  private static final int PLACES_MAX = 10_000;

  private static final int DEPTH_MAX = 16;
  private static final int KEY_LENGTH_MAX = 200;
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  private final Map<List<String>, Place> places = new HashMap<>();
  private long rows;

  private static final class Place {
    private final LeafKinds kinds = new LeafKinds();
    private long values;
    private long length;
  }

  /** Counts a row; one without a document has an empty text. */
  void add(String document) {
    rows++;
    try (JsonParser parser = JSON.createParser(document)) {
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        object(parser);
      }
    } catch (IOException e) {
      // What the engine takes for JSON and this parser does not is read from the documents.
    }
  }

  private void object(JsonParser parser) throws IOException {
    Deque<String> keys = new ArrayDeque<>();
    int depth = 1;
    while (depth > 0) {
      JsonToken token = Objects.requireNonNull(parser.nextToken(), "the end comes first");
      switch (token) {
        case FIELD_NAME -> keys.addLast(parser.currentName());
        case START_OBJECT -> depth++;
        case END_OBJECT -> {
          depth--;
          keys.pollLast();
        }
        case START_ARRAY -> {
          parser.skipChildren();
          keys.removeLast();
        }
        case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_TRUE, VALUE_FALSE -> {
          count(List.copyOf(keys), parser);
          keys.removeLast();
        }
        case VALUE_NULL, VALUE_EMBEDDED_OBJECT -> keys.removeLast();
        case END_ARRAY, NOT_AVAILABLE -> throw new IOException("unexpected " + token);
      }
    }
  }

  private void count(List<String> keys, JsonParser parser) throws IOException {
    Place place = places.get(keys);
    if (place == null && places.size() < PLACES_MAX && isNameable(keys)) {
      place = new Place();
      places.put(keys, place);
    }
    if (place != null) {
      place.values++;
      place.length += parser.getTextLength();
      place.kinds.add(parser);
    }
  }

  // The engine has no path to an empty key, and takes an asterisk for all keys.
  private static boolean isNameable(List<String> keys) {
    return keys.size() <= DEPTH_MAX
        && keys.stream()
            .allMatch(
                key ->
                    !key.isEmpty()
                        && !key.equals("*")
                        && key.indexOf('\0') < 0
                        && key.length() <= KEY_LENGTH_MAX);
  }

  /** The places that are worth a column, most frequent first, and what best holds their values. */
  Map<List<String>, Kind> frequent() {
    return places.entrySet().stream()
        .filter(place -> place.getValue().values * RARITY_MAX >= rows)
        .filter(place -> place.getValue().length <= place.getValue().values * MEAN_LENGTH_MAX)
        .sorted(
            Comparator.<Map.Entry<List<String>, Place>>comparingLong(
                    place -> -place.getValue().values)
                .thenComparing(place -> String.join("\0", place.getKey())))
        .limit(LEAVES_MAX)
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                place -> place.getValue().kinds.best(),
                (one, same) -> one,
                LinkedHashMap::new));
  }
}
