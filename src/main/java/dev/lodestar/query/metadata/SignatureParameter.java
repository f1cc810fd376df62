package dev.lodestar.query.metadata;

import java.util.ArrayList;
import java.util.List;

/** One operand of a signature such as {@code TIME_FLOOR(time, period[, origin[, zone]])}. */
record SignatureParameter(String name, boolean optional) {

  /** The operands in order; none for a signature that is no plain call of the function. */
  static List<SignatureParameter> of(String function, String signature) {
    List<SignatureParameter> parameters = new ArrayList<>();
    if (!signature.startsWith(function + "(") || !signature.endsWith(")")) {
      return parameters;
    }
    String inside = signature.substring(function.length() + 1, signature.length() - 1);
    StringBuilder name = new StringBuilder();
    int brackets = 0;
    boolean optional = false;
    for (int i = 0; i < inside.length(); i++) {
      char c = inside.charAt(i);
      switch (c) {
        case '[' -> brackets++;
        case ']' -> brackets--;
        case ',' -> {
          add(parameters, name, optional);
          optional = brackets > 0;
        }
        default -> {
          optional |= brackets > 0;
          name.append(c);
        }
      }
    }
    add(parameters, name, optional);
    return parameters;
  }

  private static void add(
      List<SignatureParameter> parameters, StringBuilder name, boolean optional) {
    String text = name.toString().strip();
    if (!text.isEmpty()) {
      parameters.add(new SignatureParameter(text, optional));
    }
    name.setLength(0);
  }
}
