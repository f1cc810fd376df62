package dev.lodestar.streams;

import dev.lodestar.connectors.RegisteredSchema;
import dev.lodestar.engine.InvalidSchemaException;
import dev.lodestar.engine.UnreadableRecordException;
import dev.lodestar.engine.avro.AvroRecords;
import dev.lodestar.jobs.AvroStreamFormat;
import dev.lodestar.jobs.ParseSchemaProvider;
import java.util.List;
import java.util.function.Predicate;

/** Records of Avro: bare ones of one schema, or each with the id of its own. */
final class AvroDecoder implements RecordDecoder {
  private final Source source;
  private final Predicate<String> wanted;
  private final ObjectLine line = new ObjectLine();

  /** Finds the schema of a record, and where its value begins. */
  private interface Source {
    AvroRecords schemaOf(byte[] value) throws UnreadableRecordException;

    int begin();
  }

  private AvroDecoder(Source source, Predicate<String> wanted) {
    this.source = source;
    this.wanted = wanted;
  }

  /**
   * A decoder of values.
   *
   * @param wanted which fields are used
   */
  static AvroDecoder ofValues(
      AvroStreamFormat format, SchemaLookup lookup, Predicate<String> wanted) {
    return new AvroDecoder(source(format, lookup, AvroRecords::of), wanted);
  }

  /** A decoder of keys, which often are no records: such a one becomes an object with one field. */
  static AvroDecoder ofKeys(AvroStreamFormat format, SchemaLookup lookup) {
    return new AvroDecoder(source(format, lookup, AvroRecords::ofAny), name -> true);
  }

  private interface Compiler {
    AvroRecords compile(String schema, List<String> references, AvroRecords.Form form)
        throws InvalidSchemaException;
  }

  private static Source source(AvroStreamFormat format, SchemaLookup lookup, Compiler compiler) {
    return switch (format.parseSchemaProvider()) {
      case ParseSchemaProvider.InlineAvro inline -> new Inline(inline.records(format.form()));
      case ParseSchemaProvider.Registry registry ->
          new Registered(
              new RegisteredRecords<>(
                  id -> lookup.find(registry.connectionName(), id, false),
                  "AVRO",
                  schema -> compiler.compile(schema.text(), references(schema), format.form())));
      case ParseSchemaProvider.InlineProtobuf other ->
          throw new IllegalStateException("Avro was planned with a schema of Protobuf");
    };
  }

  private static List<String> references(RegisteredSchema schema) {
    return schema.references().stream().map(RegisteredSchema.Reference::text).toList();
  }

  private record Inline(AvroRecords records) implements Source {
    @Override
    public AvroRecords schemaOf(byte[] value) {
      return records;
    }

    @Override
    public int begin() {
      return 0;
    }
  }

  private record Registered(RegisteredRecords<AvroRecords> schemas) implements Source {
    @Override
    public AvroRecords schemaOf(byte[] value) throws UnreadableRecordException {
      return schemas.readerOf(value);
    }

    @Override
    public int begin() {
      return RegisteredRecords.HEADER_BYTES;
    }
  }

  @Override
  public boolean isText() {
    return false;
  }

  @Override
  public void decode(byte[] value, Lines out) {
    line.write(json -> source.schemaOf(value).write(value, source.begin(), wanted, json), out);
  }
}
