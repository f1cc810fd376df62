package dev.lodestar.testing;

import dev.lodestar.testing.CannedHttp.Answer;
import dev.lodestar.testing.CannedHttp.Request;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * A schema registry on loopback with what Confluent documents of reading: schemas by id, and the
 * versions of subjects. It lets in one user, and can be away.
 */
public final class SchemaRegistryServer implements AutoCloseable {
  public static final String USER = "reader";
  public static final String PASSWORD = "registry-pässword";

  private static final String ALLOWED =
      "Basic "
          + Base64.getEncoder()
              .encodeToString((USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));

  private final CannedHttp http = new CannedHttp(this::answer);
  private final Map<String, Entry> byPath = new ConcurrentHashMap<>();
  private volatile boolean away;
  private volatile int statusOfFormats = 200;

  private record Entry(
      int id, String subject, String type, String text, String serialized, List<String> uses) {}

  /**
   * Registers the first version of a subject.
   *
   * @param serialized what it gives when that is asked for; the text when empty
   * @param uses subjects that the schema refers to, by their names
   */
  public void register(
      int id, String subject, String type, String text, String serialized, String... uses) {
    Entry entry = new Entry(id, subject, type, text, serialized, List.of(uses));
    byPath.put("/schemas/ids/" + id, entry);
    byPath.put("/subjects/" + subject + "/versions/1", entry);
  }

  public void registerAvro(int id, String text, String... uses) {
    register(id, "schema-" + id, "AVRO", text, "", uses);
  }

  /** From now on it answers 503, or answers again. */
  public void setAway(boolean isAway) {
    away = isAway;
  }

  /** What it answers to a request that names a format. */
  public void setStatusOfFormats(int status) {
    statusOfFormats = status;
  }

  private Answer answer(Request request) {
    if (away) {
      return Answer.of(503, "{}");
    }
    if (!request.header("Authorization").equals(ALLOWED)) {
      return Answer.of(401, "{\"error_code\": 40101, \"message\": \"Unauthorized\"}");
    }
    String[] parts = request.uri().split("\\?", 2);
    boolean isSerialized = parts.length == 2 && parts[1].equals("format=serialized");
    if (parts.length == 2 && statusOfFormats != 200) {
      return Answer.of(statusOfFormats, "{\"error_code\": 50101}");
    }
    Entry entry = byPath.get(URLDecoder.decode(parts[0], StandardCharsets.UTF_8));
    return entry == null
        ? Answer.of(404, "{\"error_code\": 40403, \"message\": \"Schema not found\"}")
        : Answer.of(200, body(entry, isSerialized));
  }

  private static String body(Entry entry, boolean isSerialized) {
    String schema =
        isSerialized && !entry.serialized().isEmpty() ? entry.serialized() : entry.text();
    String references =
        entry.uses().stream()
            .map(
                name ->
                    "{\"name\": \"%s\", \"subject\": \"%s\", \"version\": 1}".formatted(name, name))
            .collect(Collectors.joining(", ", "[", "]"));
    // As documented, the type of Avro is left out.
    String type =
        entry.type().equals("AVRO") ? "" : "\"schemaType\": \"%s\", ".formatted(entry.type());
    return "{%s\"id\": %d, \"schema\": %s, \"references\": %s}"
        .formatted(type, entry.id(), quoted(schema), references);
  }

  private static String quoted(String text) {
    return '"'
        + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\t", "\\t")
        + '"';
  }

  public String url() {
    return http.url();
  }

  /** The paths that were asked for. */
  public List<String> paths() {
    return http.requests().stream().map(Request::uri).toList();
  }

  @Override
  public void close() {
    http.close();
  }
}
