package dev.lodestar.sql.type;

import dev.lodestar.data.Column;
import dev.lodestar.sql.SqlType;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeSystem;
import org.apache.calcite.sql.SqlCollation;
import org.apache.calcite.sql.type.SqlTypeFactoryImpl;
import org.apache.calcite.sql.type.SqlTypeFamily;
import org.apache.calcite.sql.type.SqlTypeMappingRule;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/** Column types to validated types, and validated types to what results report. */
public final class DruidTypes {
  public static final RelDataTypeSystem SYSTEM = new DruidTypeSystem();

  private DruidTypes() {}

  /** A factory for one statement. */
  public static RelDataTypeFactory newFactory() {
    return new Utf8TypeFactory();
  }

  /** The type of a table column or input field; only {@code __time} is never NULL. */
  public static RelDataType of(RelDataTypeFactory factory, Column column) {
    RelDataType type =
        switch (column.type().storage()) {
          case STRING -> factory.createSqlType(SqlTypeName.VARCHAR);
          case LONG -> factory.createSqlType(SqlTypeName.BIGINT);
          case DOUBLE -> factory.createSqlType(SqlTypeName.DOUBLE);
          case FLOAT -> factory.createSqlType(SqlTypeName.FLOAT);
          case TIMESTAMP -> factory.createSqlType(SqlTypeName.TIMESTAMP);
          case JSON -> factory.createSqlType(SqlTypeName.OTHER);
          case STRING_ARRAY -> array(factory, SqlTypeName.VARCHAR);
          case LONG_ARRAY -> array(factory, SqlTypeName.BIGINT);
          case DOUBLE_ARRAY -> array(factory, SqlTypeName.DOUBLE);
          case FLOAT_ARRAY -> array(factory, SqlTypeName.FLOAT);
          case OPAQUE ->
              ComplexType.of(column.type()).orElse(factory.createSqlType(SqlTypeName.BINARY));
        };
    return factory.createTypeWithNullability(type, !column.isTime());
  }

  /** What a result reports for a validated type; empty for types that no result may have. */
  @SuppressWarnings("MissingCasesInEnumSwitch") // Calcite knows dozens of types that are not ours.
  public static Optional<SqlType> toSqlType(RelDataType type) {
    if (type instanceof ComplexType complex) {
      return Optional.of(complex.kind());
    }
    return switch (type.getSqlTypeName()) {
      case CHAR, VARCHAR -> Optional.of(SqlType.VARCHAR);
      case TINYINT, SMALLINT, INTEGER -> Optional.of(SqlType.INTEGER);
      case BIGINT -> Optional.of(SqlType.BIGINT);
      case DECIMAL, REAL, DOUBLE -> Optional.of(SqlType.DOUBLE);
      case FLOAT -> Optional.of(SqlType.FLOAT);
      case BOOLEAN -> Optional.of(SqlType.BOOLEAN);
      case TIMESTAMP -> Optional.of(SqlType.TIMESTAMP);
      case DATE -> Optional.of(SqlType.DATE);
      case OTHER -> Optional.of(SqlType.JSON);
      case NULL -> Optional.of(SqlType.NULL);
      case ARRAY -> toArrayType(Objects.requireNonNull(type.getComponentType()));
      default -> Optional.empty();
    };
  }

  /** What {@code typesHeader} shows for a validated type; arrays name what is in them. */
  public static String nativeName(RelDataType type) {
    RelDataType element = type.getComponentType();
    return element == null
        ? toSqlType(type).map(SqlType::nativeName).orElse("COMPLEX")
        : "ARRAY<" + nativeName(element) + ">";
  }

  private static Optional<SqlType> toArrayType(RelDataType element) {
    return toSqlType(element)
        .flatMap(
            type ->
                switch (type) {
                  case VARCHAR, NULL -> Optional.of(SqlType.VARCHAR_ARRAY);
                  // Times are milliseconds within an array, and true is 1.
                  case BIGINT, INTEGER, TIMESTAMP, DATE, BOOLEAN ->
                      Optional.of(SqlType.BIGINT_ARRAY);
                  // Arrays of arrays have no name of their own in results.
                  case VARCHAR_ARRAY, BIGINT_ARRAY, DOUBLE_ARRAY, FLOAT_ARRAY, JSON_ARRAY ->
                      Optional.of(SqlType.VARCHAR_ARRAY);
                  case DOUBLE -> Optional.of(SqlType.DOUBLE_ARRAY);
                  case FLOAT -> Optional.of(SqlType.FLOAT_ARRAY);
                  case JSON -> Optional.of(SqlType.JSON_ARRAY);
                  case HLL_SKETCH,
                      THETA_SKETCH,
                      QUANTILES_SKETCH,
                      TUPLE_SKETCH,
                      STRING_PAIR,
                      VARIANCE ->
                      Optional.empty();
                });
  }

  private static RelDataType array(RelDataTypeFactory factory, SqlTypeName element) {
    RelDataType nullable = factory.createTypeWithNullability(factory.createSqlType(element), true);
    return factory.createArrayType(nullable, -1);
  }

  /** Without this a charset prefix would appear on every text type. */
  private static final class Utf8TypeFactory extends SqlTypeFactoryImpl {
    Utf8TypeFactory() {
      super(SYSTEM);
    }

    @Override
    public Charset getDefaultCharset() {
      return StandardCharsets.UTF_8;
    }

    @Override
    public RelDataType createTypeWithNullability(RelDataType type, boolean nullable) {
      return type instanceof ComplexType complex
          ? canonize(complex.withNullability(nullable))
          : super.createTypeWithNullability(type, nullable);
    }

    @Override
    public RelDataType createArrayType(RelDataType element, long maxCardinality) {
      return super.createArrayType(MultiValues.single(this, element), maxCardinality);
    }

    @Override
    public RelDataType createTypeWithCharsetAndCollation(
        RelDataType type, Charset charset, SqlCollation collation) {
      return MultiValues.is(type)
          ? type
          : super.createTypeWithCharsetAndCollation(type, charset, collation);
    }

    /**
     * Types of different groups have nothing in common, though a CAST may lead from one to another.
     */
    private static Stream<SqlTypeFamily> group(RelDataType type) {
      return Stream.of(SqlTypeFamily.NUMERIC, SqlTypeFamily.DATETIME, SqlTypeFamily.BOOLEAN)
          .filter(group -> group.getTypeNames().contains(type.getSqlTypeName()));
    }

    @Override
    public @Nullable RelDataType leastRestrictive(
        List<RelDataType> types, SqlTypeMappingRule mappingRule) {
      if (types.stream().flatMap(Utf8TypeFactory::group).distinct().count() > 1) {
        return null;
      }
      RelDataType common = super.leastRestrictive(types, mappingRule);
      return common != null && MultiValues.any(types)
          ? createTypeWithNullability(MultiValues.marked(common), common.isNullable())
          : common;
    }
  }
}
