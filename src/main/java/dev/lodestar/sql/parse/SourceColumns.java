package dev.lodestar.sql.parse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lodestar.data.Column;
import dev.lodestar.data.DataType;
import dev.lodestar.error.ServiceException;
import dev.lodestar.sql.ExternalTable.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.calcite.sql.SqlCollectionTypeNameSpec;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.parser.SqlParserPos;

/**
 * The columns of external data: the list after EXTEND, the signature of EXTERN, or the inputSchema
 * of POLARIS_SOURCE.
 */
final class SourceColumns {
  private static final ObjectMapper JSON = new ObjectMapper();

  private SourceColumns() {}

  /** The list after EXTEND: names and SQL types in turn. */
  static List<Column> extended(SqlNodeList list) {
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < list.size(); i += 2) {
      SqlIdentifier name = (SqlIdentifier) Objects.requireNonNull(list.get(i));
      SqlDataTypeSpec type = (SqlDataTypeSpec) Objects.requireNonNull(list.get(i + 1));
      columns.add(new Column(String.join(".", name.names), sqlType(type)));
    }
    return distinct(columns, list.getParserPosition());
  }

  /** The columns that the function's JSON declares. */
  static List<Column> declared(Kind kind, Map<String, List<String>> arguments, SqlParserPos at) {
    List<Column> columns =
        switch (kind) {
          case EXTERN -> columns(json(kind, arguments, "signature", at), kind, "type", at);
          case POLARIS_SOURCE ->
              columns(
                  json(kind, arguments, "source", at).path("inputSchema"), kind, "dataType", at);
          case POLARIS_UPLOADED -> List.of();
        };
    if (columns.isEmpty()) {
      throw SqlFault.invalid(
          "%s needs its columns: write EXTEND (\"name\" TYPE, ...) after it".formatted(kind), at);
    }
    return distinct(columns, at);
  }

  private static JsonNode json(
      Kind kind, Map<String, List<String>> arguments, String parameter, SqlParserPos at) {
    List<String> texts = arguments.getOrDefault(parameter, List.of());
    if (texts.isEmpty()) {
      return JSON.createArrayNode();
    }
    try {
      return JSON.readTree(texts.getFirst());
    } catch (JsonProcessingException e) {
      throw SqlFault.invalid("Argument %s of %s is not JSON".formatted(parameter, kind), at);
    }
  }

  private static List<Column> columns(
      JsonNode fields, Kind kind, String typeMember, SqlParserPos at) {
    List<Column> columns = new ArrayList<>();
    for (JsonNode field : fields) {
      String name = field.path("name").asText();
      String type = field.path(typeMember).asText();
      if (name.isEmpty() || type.isEmpty()) {
        throw SqlFault.invalid(
            "Each column of %s needs a \"name\" and a \"%s\"".formatted(kind, typeMember), at);
      }
      columns.add(
          new Column(name, kind == Kind.EXTERN ? nativeType(type, at) : DataType.ofApiName(type)));
    }
    return columns;
  }

  private static DataType nativeType(String type, SqlParserPos at) {
    return switch (type.toUpperCase(Locale.ROOT)) {
      case "STRING" -> DataType.STRING;
      case "LONG" -> DataType.LONG;
      case "DOUBLE" -> DataType.DOUBLE;
      case "FLOAT" -> DataType.FLOAT;
      case "COMPLEX<JSON>" -> DataType.JSON;
      case "ARRAY<STRING>" -> DataType.STRING_ARRAY;
      case "ARRAY<LONG>" -> DataType.LONG_ARRAY;
      case "ARRAY<DOUBLE>" -> DataType.DOUBLE_ARRAY;
      case "ARRAY<FLOAT>" -> DataType.FLOAT_ARRAY;
      default ->
          throw SqlFault.invalid(
              "A column of EXTERN has the type string, long, double, float, COMPLEX<json> or"
                  + " ARRAY<...> of the first four",
              at);
    };
  }

  private static DataType sqlType(SqlDataTypeSpec spec) {
    if (spec.getTypeNameSpec() instanceof SqlCollectionTypeNameSpec collection) {
      DataType element = scalar(collection.getElementTypeName().getTypeName().getSimple(), spec);
      return switch (element.storage()) {
        case STRING -> DataType.STRING_ARRAY;
        case LONG -> DataType.LONG_ARRAY;
        case DOUBLE -> DataType.DOUBLE_ARRAY;
        case FLOAT -> DataType.FLOAT_ARRAY;
        case TIMESTAMP, JSON, STRING_ARRAY, LONG_ARRAY, DOUBLE_ARRAY, FLOAT_ARRAY, OPAQUE ->
            throw unknown(spec);
      };
    }
    return scalar(spec.getTypeName().getSimple(), spec);
  }

  private static DataType scalar(String name, SqlDataTypeSpec spec) {
    return switch (name.toUpperCase(Locale.ROOT)) {
      case "VARCHAR", "CHAR" -> DataType.STRING;
      case "BIGINT", "INTEGER", "SMALLINT", "TINYINT", "BOOLEAN" -> DataType.LONG;
      case "DOUBLE", "DECIMAL", "REAL" -> DataType.DOUBLE;
      case "FLOAT" -> DataType.FLOAT;
      case "TIMESTAMP" -> DataType.TIMESTAMP;
      case "COMPLEX<JSON>" -> DataType.JSON;
      default -> throw unknown(spec);
    };
  }

  private static ServiceException unknown(SqlDataTypeSpec spec) {
    return SqlFault.invalid(
        "A column of external data is VARCHAR, BIGINT, DOUBLE, FLOAT, TIMESTAMP, an ARRAY of the"
            + " first four, or TYPE('COMPLEX<json>')",
        spec.getParserPosition());
  }

  private static List<Column> distinct(List<Column> columns, SqlParserPos at) {
    Set<String> names = new HashSet<>();
    for (Column column : columns) {
      if (!names.add(column.name())) {
        throw SqlFault.invalid(
            "Column \"%s\" of external data is declared twice".formatted(column.name()), at);
      }
    }
    return columns;
  }
}
