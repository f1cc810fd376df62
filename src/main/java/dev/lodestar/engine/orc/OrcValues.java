package dev.lodestar.engine.orc;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.apache.orc.TypeDescription;
import org.apache.orc.storage.ql.exec.vector.BytesColumnVector;
import org.apache.orc.storage.ql.exec.vector.ColumnVector;
import org.apache.orc.storage.ql.exec.vector.DecimalColumnVector;
import org.apache.orc.storage.ql.exec.vector.DoubleColumnVector;
import org.apache.orc.storage.ql.exec.vector.ListColumnVector;
import org.apache.orc.storage.ql.exec.vector.LongColumnVector;
import org.apache.orc.storage.ql.exec.vector.MapColumnVector;
import org.apache.orc.storage.ql.exec.vector.StructColumnVector;
import org.apache.orc.storage.ql.exec.vector.TimestampColumnVector;
import org.apache.orc.storage.ql.exec.vector.UnionColumnVector;
import org.apache.orc.storage.ql.exec.vector.VectorizedRowBatch;

/**
 * Values of ORC as JSON.
 *
 * <p>Dates and timestamps become milliseconds since the epoch, those without a zone as if they were
 * of UTC; decimals become numbers, and a union the value that it holds.
 */
final class OrcValues {
  private static final long DAY_MILLIS = 86_400_000L;

  private final JsonGenerator json;
  private final boolean binaryAsString;

  OrcValues(JsonGenerator json, boolean binaryAsString) {
    this.json = json;
    this.binaryAsString = binaryAsString;
  }

  /** Writes an object with those of the fields that are wanted and that are not null. */
  void write(TypeDescription schema, VectorizedRowBatch batch, int row, boolean[] wanted)
      throws IOException {
    json.writeStartObject();
    List<String> names = schema.getFieldNames();
    for (int i = 0; i < names.size(); i++) {
      TypeDescription type = schema.getChildren().get(i);
      if (wanted[type.getId()]) {
        member(names.get(i), type, batch.cols[i], row);
      }
    }
    json.writeEndObject();
  }

  private void member(String name, TypeDescription type, ColumnVector column, int row)
      throws IOException {
    if (!isNull(column, row)) {
      json.writeFieldName(name);
      value(type, column, row);
    }
  }

  private static int place(ColumnVector column, int row) {
    return column.isRepeating ? 0 : row;
  }

  private static boolean isNull(ColumnVector column, int row) {
    return !column.noNulls && column.isNull[place(column, row)];
  }

  private void value(TypeDescription type, ColumnVector column, int row) throws IOException {
    if (isNull(column, row)) {
      json.writeNull();
      return;
    }
    int at = place(column, row);
    switch (type.getCategory()) {
      case BOOLEAN -> json.writeBoolean(((LongColumnVector) column).vector[at] != 0);
      case BYTE, SHORT, INT, LONG -> json.writeNumber(((LongColumnVector) column).vector[at]);
      case DATE -> json.writeNumber(((LongColumnVector) column).vector[at] * DAY_MILLIS);
      case FLOAT -> json.writeNumber((float) ((DoubleColumnVector) column).vector[at]);
      case DOUBLE -> json.writeNumber(((DoubleColumnVector) column).vector[at]);
      case TIMESTAMP, TIMESTAMP_INSTANT ->
          json.writeNumber(((TimestampColumnVector) column).getTime(at));
      case DECIMAL ->
          json.writeNumber(
              ((DecimalColumnVector) column).vector[at].getHiveDecimal().bigDecimalValue());
      case STRING, VARCHAR, CHAR -> text((BytesColumnVector) column, at);
      case BINARY, Geometry, Geography -> bytes((BytesColumnVector) column, at);
      case LIST -> list(type, (ListColumnVector) column, at);
      case MAP -> map(type, (MapColumnVector) column, at);
      case STRUCT -> struct(type, (StructColumnVector) column, at);
      case UNION -> {
        UnionColumnVector union = (UnionColumnVector) column;
        int tag = union.tags[at];
        value(type.getChildren().get(tag), union.fields[tag], at);
      }
    }
  }

  private void text(BytesColumnVector column, int at) throws IOException {
    json.writeUTF8String(column.vector[at], column.start[at], column.length[at]);
  }

  private void bytes(BytesColumnVector column, int at) throws IOException {
    byte[] bytes =
        Arrays.copyOfRange(
            column.vector[at], column.start[at], column.start[at] + column.length[at]);
    json.writeString(
        binaryAsString
            ? new String(bytes, StandardCharsets.UTF_8)
            : Base64.getEncoder().encodeToString(bytes));
  }

  private void list(TypeDescription type, ListColumnVector column, int at) throws IOException {
    json.writeStartArray();
    for (long i = column.offsets[at]; i < column.offsets[at] + column.lengths[at]; i++) {
      value(type.getChildren().getFirst(), column.child, (int) i);
    }
    json.writeEndArray();
  }

  private void map(TypeDescription type, MapColumnVector column, int at) throws IOException {
    json.writeStartObject();
    for (long i = column.offsets[at]; i < column.offsets[at] + column.lengths[at]; i++) {
      json.writeFieldName(key(column.keys, (int) i));
      value(type.getChildren().get(1), column.values, (int) i);
    }
    json.writeEndObject();
  }

  private static String key(ColumnVector keys, int row) {
    if (isNull(keys, row)) {
      return "null";
    }
    int at = place(keys, row);
    if (keys instanceof BytesColumnVector texts) {
      return texts.toString(at);
    }
    StringBuilder key = new StringBuilder();
    keys.stringifyValue(key, at);
    return key.toString();
  }

  private void struct(TypeDescription type, StructColumnVector column, int at) throws IOException {
    json.writeStartObject();
    for (int i = 0; i < column.fields.length; i++) {
      member(type.getFieldNames().get(i), type.getChildren().get(i), column.fields[i], at);
    }
    json.writeEndObject();
  }
}
