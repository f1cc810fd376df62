package dev.lodestar.sql.function;

import dev.lodestar.sql.Routine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlOperator;

/** The catalog as a list of functions by name; operators that have no name of letters are out. */
public final class Routines {
  private static final Pattern NAME = Pattern.compile("[A-Z][A-Z0-9_]*");

  private Routines() {}

  /** The functions of a catalog, in the order of their names. */
  public static List<Routine> of(FunctionCatalog catalog) {
    Map<String, Routine> byName = new TreeMap<>();
    for (DruidFunction function : catalog.functions()) {
      for (SqlOperator operator : function.operators()) {
        if (NAME.matcher(operator.getName()).matches()) {
          Routine routine =
              new Routine(
                  operator.getName(),
                  operator instanceof SqlAggFunction,
                  List.of(signature(function, operator.getName())));
          byName.merge(operator.getName(), routine, Routines::both);
        }
      }
    }
    return List.copyOf(byName.values());
  }

  /** An alias is called as the function that it stands for. */
  private static String signature(DruidFunction function, String name) {
    int open = function.signature().indexOf('(');
    boolean isCall = open > 0 && NAME.matcher(function.signature().substring(0, open)).matches();
    return isCall ? name + function.signature().substring(open) : function.signature();
  }

  private static Routine both(Routine first, Routine second) {
    List<String> signatures = new ArrayList<>(first.signatures());
    second.signatures().stream()
        .filter(signature -> !signatures.contains(signature))
        .forEach(signatures::add);
    return new Routine(first.name(), first.aggregate(), signatures);
  }
}
