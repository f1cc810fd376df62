package dev.lodestar.sql;

import dev.lodestar.data.Column;
import dev.lodestar.data.DataType;
import java.util.List;
import java.util.Set;

/** Tables with arrays of every type, several texts in a row, and nested values. */
final class ListTables {
  static final Relation SHELF =
      new Relation(
          "shelf",
          List.of(
              new Column("__time", DataType.TIMESTAMP),
              new Column("id", DataType.LONG),
              new Column("dim1", DataType.STRING),
              new Column("dim2", DataType.STRING),
              new Column("dim3", DataType.STRING),
              new Column("dim4", DataType.STRING),
              new Column("m1", DataType.FLOAT),
              new Column("m2", DataType.DOUBLE),
              new Column("arrayString", DataType.STRING_ARRAY),
              new Column("arrayStringNulls", DataType.STRING_ARRAY),
              new Column("arrayLong", DataType.LONG_ARRAY),
              new Column("arrayLongNulls", DataType.LONG_ARRAY),
              new Column("arrayDouble", DataType.DOUBLE_ARRAY),
              new Column("arrayDoubleNulls", DataType.DOUBLE_ARRAY)),
          Set.of("dim3", "dim4"));

  static final Relation NESTS =
      new Relation(
          "nests",
          List.of(
              new Column("__time", DataType.TIMESTAMP),
              new Column("id", DataType.LONG),
              new Column("string", DataType.STRING),
              new Column("nest", DataType.JSON),
              new Column("nester", DataType.JSON),
              new Column("objects", DataType.JSON)));

  private static final String SHELF_ROWS =
      """
      CREATE TABLE shelf AS SELECT * FROM (VALUES
        (TIMESTAMP '2023-01-01', 1::BIGINT, '', 'a', ['a', 'b'], ['x'], 1::FLOAT, 1::DOUBLE,
         ['a', 'b'], ['a', 'b'], [1, 2, 3]::BIGINT[], [1, NULL, 3]::BIGINT[],
         [1.1, 2.2, 3.3]::DOUBLE[], [1.1, NULL, 3.3]::DOUBLE[]),
        (TIMESTAMP '2023-01-02', 2, '10.1', NULL, ['b', 'c'], ['y', 'b'], 2, 2,
         ['a', 'b', 'c'], [NULL, 'b'], [2, 3], [NULL, 2, 9], [3.3, 4.4, 5.5], [999.0, NULL, 5.5]),
        (TIMESTAMP '2023-01-03', 3, '2', '', ['d'], NULL, 3, 3,
         ['b', 'c'], ['d', NULL, 'b'], [1, 4], [1], [1.1, 3.3], [1.1, 2.2, NULL]),
        (TIMESTAMP '2023-01-04', 4, '1', 'a', [''], ['x', 'x'], 4, 4,
         ['d', 'e'], NULL, [1, 2, 3, 4], [3], [2.2, 3.3, 4.0], [NULL, 2.2, NULL]),
        (TIMESTAMP '2023-01-05', 5, 'def', 'abc', NULL, ['z'], 5, 5,
         NULL, [], NULL, NULL, NULL, NULL),
        (TIMESTAMP '2023-01-06', 6, 'abc', NULL, NULL, NULL, 6, 6,
         [], [NULL], [], [], [], [])
      ) v(__time, id, dim1, dim2, dim3, dim4, m1, m2, "arrayString", "arrayStringNulls",
          "arrayLong", "arrayLongNulls", "arrayDouble", "arrayDoubleNulls")
      """;

  private static final String NESTS_ROWS =
      """
      CREATE TABLE nests AS SELECT * FROM (VALUES
        (TIMESTAMP '2000-01-01', 1::BIGINT, 'aaa', '{"x":100,"y":2.02,"z":"300","mixed":1,"mixed2":"1"}'::JSON,
         '{"array":["a","b"],"n":{"x":"hello"}}'::JSON,
         '[{"x":1000,"y":1.1},{"x":2}]'::JSON),
        (TIMESTAMP '2000-01-02', 2, 'bbb', NULL, '"hello"', '[{"x":"3"},{"y":2.5},null]'),
        (TIMESTAMP '2000-01-03', 3, 'ccc', '{"x":200,"y":3.03,"z":"abcdef","mixed":1.1,"mixed2":1}', NULL, '{"x":7}'),
        (TIMESTAMP '2000-01-04', 4, 'ddd', NULL, NULL, NULL),
        (TIMESTAMP '2000-01-05', 5, 'eee', '{"x":"abc","y":true,"z":null,"a.b":{"c d":[1,2,[3]]},"l":[1,null,"q",2.5]}',
         '{"array":["a",null,1],"n":{"x":1}}', '[]'),
        (TIMESTAMP '2000-01-06', 6, 'aaa', '{"x":100,"y":2.02,"z":"400","mixed2":1.1,"b":false,"e":{},"f":[]}',
         '{"array":[],"n":{}}', '[[{"x":1}],5]'),
        (TIMESTAMP '2000-01-07', 7, 'ddd', '2', '7.5', '"s"')
      ) v(__time, id, string, nest, nester, objects)
      """;

  static final List<String> ROWS = List.of(SHELF_ROWS, NESTS_ROWS);

  private ListTables() {}
}
