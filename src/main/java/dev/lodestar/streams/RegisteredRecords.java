package dev.lodestar.streams;

import dev.lodestar.connectors.RegisteredSchema;
import dev.lodestar.engine.InvalidSchemaException;
import dev.lodestar.engine.UnreadableRecordException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Schemas by the ids that records begin with, remembered. Used by one thread.
 *
 * <p>Source: Confluent's documentation, "Wire format".
 *
 * @param <T> what reads the records of one schema
 */
final class RegisteredRecords<T> {
  /** Of a zero and of the id. */
  static final int HEADER_BYTES = 5;

  private static final int SCHEMAS_MAX = 1_000;

  /** A schema may be registered that was not there; nobody asks for each record. */
  private static final Duration ASKED_AGAIN = Duration.ofSeconds(10);

  private final Lookup lookup;
  private final String type;
  private final Compiler<T> compiler;
  private final Map<Integer, Known<T>> schemas = new LinkedHashMap<>(16, 0.75f, true);

  /** Finds the schema of an id. Errors: {@link SourceLostException}. */
  interface Lookup {
    Optional<RegisteredSchema> find(int id);
  }

  /** Makes a reader of a schema. */
  interface Compiler<T> {
    T compile(RegisteredSchema schema) throws InvalidSchemaException;
  }

  /** A reader, or the reason why there is none and when it was found. */
  private record Known<T>(Optional<T> reader, String reason, long askedAt) {
    boolean isOld() {
      return reader.isEmpty() && System.nanoTime() - askedAt > ASKED_AGAIN.toNanos();
    }
  }

  /**
   * Schemas of one type.
   *
   * @param type as registries call it, such as {@code AVRO}
   */
  RegisteredRecords(Lookup lookup, String type, Compiler<T> compiler) {
    this.lookup = lookup;
    this.type = type;
    this.compiler = compiler;
  }

  /** What reads a record, from behind its header on. */
  T readerOf(byte[] value) throws UnreadableRecordException {
    if (value.length < HEADER_BYTES || value[0] != 0) {
      throw new UnreadableRecordException(
          "does not begin with a zero and the id of a schema, as records of a registry do");
    }
    int id = ByteBuffer.wrap(value, 1, Integer.BYTES).getInt();
    Known<T> known = schemas.get(id);
    if (known == null || known.isOld()) {
      known = find(id);
      schemas.put(id, known);
      if (schemas.size() > SCHEMAS_MAX) {
        schemas.remove(schemas.keySet().iterator().next());
      }
    }
    String reason = known.reason();
    return known.reader().orElseThrow(() -> new UnreadableRecordException(reason));
  }

  private Known<T> find(int id) {
    Optional<RegisteredSchema> found = lookup.find(id);
    if (found.isEmpty()) {
      return useless("has the schema %d, which its registry does not have".formatted(id));
    }
    if (!found.get().type().equals(type)) {
      return useless(
          "has the schema %d, which is of the type %s".formatted(id, found.get().type()));
    }
    try {
      return new Known<>(Optional.of(compiler.compile(found.get())), "", System.nanoTime());
    } catch (InvalidSchemaException e) {
      return useless("has the schema %d, which %s".formatted(id, e.clause()));
    }
  }

  private static <T> Known<T> useless(String reason) {
    return new Known<>(Optional.empty(), reason, System.nanoTime());
  }
}
