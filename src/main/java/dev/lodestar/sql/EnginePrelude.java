package dev.lodestar.sql;

import dev.lodestar.sql.function.AggregateFunctions;
import dev.lodestar.sql.function.AggregateMacros;
import dev.lodestar.sql.function.EngineFunctions;
import dev.lodestar.sql.function.EngineMacros;
import dev.lodestar.sql.sketch.SketchEngine;
import java.util.List;
import java.util.stream.Stream;

/** What an engine must define once before it can run rendered SQL. */
public final class EnginePrelude {
  private EnginePrelude() {}

  /** CREATE MACRO statements, in an order in which each finds what it uses. */
  public static List<String> macros() {
    return Stream.concat(EngineMacros.ALL.stream(), AggregateMacros.ALL.stream()).toList();
  }

  /** Java functions to register. Macros may call them, so they come first. */
  public static List<EngineFunction> functions() {
    return Stream.of(EngineFunctions.ALL, AggregateFunctions.ALL, SketchEngine.ALL)
        .flatMap(List::stream)
        .toList();
  }
}
