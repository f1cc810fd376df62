package dev.lodestar.engine.duckdb;

import dev.lodestar.sql.EngineFunction;
import dev.lodestar.sql.SqlType;
import java.util.List;
import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBReadableVector;
import org.duckdb.DuckDBScalarFunction;
import org.duckdb.DuckDBWritableVector;
import org.jspecify.annotations.Nullable;

/**
 * Runs the body of an {@link EngineFunction} over DuckDB's vectors; NULLs reach the body as null.
 */
final class FunctionAdapter implements DuckDBScalarFunction {
  private final EngineFunction function;

  FunctionAdapter(EngineFunction function) {
    this.function = function;
  }

  @Override
  public void apply(DuckDBDataChunkReader rows, DuckDBWritableVector result) {
    List<SqlType> types = function.parameterTypes();
    DuckDBReadableVector[] columns = new DuckDBReadableVector[types.size()];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = rows.vector(i);
    }
    for (long row = 0; row < rows.rowCount(); row++) {
      @Nullable Object[] arguments = new @Nullable Object[columns.length];
      for (int i = 0; i < columns.length; i++) {
        arguments[i] = columns[i].isNull(row) ? null : read(columns[i], types.get(i), row);
      }
      write(result, row, function.body().apply(arguments));
    }
  }

  private static Object read(DuckDBReadableVector column, SqlType type, long row) {
    return switch (type) {
      case VARCHAR -> column.getString(row);
      case BIGINT -> column.getLong(row);
      case DOUBLE -> column.getDouble(row);
      case BOOLEAN -> column.getBoolean(row);
      case INTEGER,
          FLOAT,
          TIMESTAMP,
          DATE,
          VARCHAR_ARRAY,
          BIGINT_ARRAY,
          DOUBLE_ARRAY,
          FLOAT_ARRAY,
          JSON_ARRAY,
          JSON,
          HLL_SKETCH,
          THETA_SKETCH,
          QUANTILES_SKETCH,
          TUPLE_SKETCH,
          STRING_PAIR,
          VARIANCE,
          NULL ->
          throw new IllegalStateException("no Java function takes " + type);
    };
  }

  private void write(DuckDBWritableVector result, long row, @Nullable Object value) {
    switch (value) {
      case null -> result.setNull(row);
      case String text -> result.setString(row, text);
      case Long number -> result.setLong(row, number);
      case Double number -> result.setDouble(row, number);
      case Boolean truth -> result.setBoolean(row, truth);
      default ->
          throw new IllegalStateException(
              function.name() + " returned a " + value.getClass().getSimpleName());
    }
  }
}
