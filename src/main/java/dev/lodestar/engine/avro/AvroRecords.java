package dev.lodestar.engine.avro;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.lodestar.engine.InvalidSchemaException;
import dev.lodestar.engine.UnreadableRecordException;
import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;

/**
 * Single records of Avro, without a container, as JSON. Used by one thread.
 *
 * <p>Source: Apache Avro 1.12 specification, "Binary Encoding".
 */
public final class AvroRecords {
  /** The field of a value that is no record. */
  private static final String VALUE = "value";

  private final Schema schema;
  private final GenericDatumReader<Object> reader;
  private final Form form;

  /** What bytes and unions become. */
  public record Form(boolean binaryAsString, boolean extractUnionsByType) {}

  private AvroRecords(Schema schema, Form form) {
    this.schema = schema;
    this.reader = new GenericDatumReader<>(schema);
    this.form = form;
  }

  /**
   * Records of a schema.
   *
   * @param references schemas with the types that it names, each behind those that it names itself
   */
  public static AvroRecords of(String schema, List<String> references, Form form)
      throws InvalidSchemaException {
    Schema parsed = parsed(schema, references);
    if (parsed.getType() != Schema.Type.RECORD) {
      throw new InvalidSchemaException("is not the Avro schema of a record");
    }
    return new AvroRecords(parsed, form);
  }

  /** The same for values of any type; what is no record becomes an object with one field. */
  public static AvroRecords ofAny(String schema, List<String> references, Form form)
      throws InvalidSchemaException {
    return new AvroRecords(parsed(schema, references), form);
  }

  private static Schema parsed(String schema, List<String> references)
      throws InvalidSchemaException {
    Schema.Parser parser = new Schema.Parser();
    try {
      references.forEach(parser::parse);
      return parser.parse(schema);
    } catch (RuntimeException e) {
      // Not only the library's own: a name that it does not know ends in another one.
      throw new InvalidSchemaException("is not valid as an Avro schema", e);
    } catch (StackOverflowError e) {
      throw new InvalidSchemaException("is nested too deeply for an Avro schema", e);
    }
  }

  /**
   * Writes a record as an object.
   *
   * @param from where it begins; it ends with the array
   * @param fields which members to keep
   */
  public void write(byte[] bytes, int from, Predicate<String> fields, JsonGenerator json)
      throws UnreadableRecordException {
    AvroPayload payload = new AvroPayload(bytes, from);
    try {
      Object value = reader.read(null, payload);
      if (!payload.isAtEnd()) {
        throw new UnreadableRecordException("is longer than its Avro schema says");
      }
      AvroValues values = new AvroValues(json, form.binaryAsString(), form.extractUnionsByType());
      if (value instanceof GenericRecord row) {
        values.write(row, fields);
      } else {
        values.writeAlone(VALUE, schema, value);
      }
    } catch (IOException | RuntimeException e) {
      // Also an index of an enum or a union that has fewer members, which the library does not
      // check.
      throw new UnreadableRecordException("is not valid Avro of its schema", e);
    } catch (StackOverflowError e) {
      throw new UnreadableRecordException("is nested too deeply", e);
    }
  }
}
