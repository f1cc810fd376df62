package dev.lodestar.sql.function;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Engine text with holes, split once when the function is declared. */
final class Template implements Rendering {
  private static final Pattern HOLE = Pattern.compile("\\{(\\d+|\\*|distinct|over)}");

  private final List<Rendering> parts;

  private Template(List<Rendering> parts) {
    this.parts = List.copyOf(parts);
  }

  static Template parse(String text) {
    List<Rendering> parts = new ArrayList<>();
    Matcher hole = HOLE.matcher(text);
    int from = 0;
    while (hole.find()) {
      String before = text.substring(from, hole.start());
      parts.add(call -> before);
      parts.add(hole(hole.group(1)));
      from = hole.end();
    }
    String rest = text.substring(from);
    parts.add(call -> rest);
    return new Template(parts);
  }

  private static Rendering hole(String name) {
    return switch (name) {
      case "*" -> Template::allArguments;
      case "distinct" -> BoundCall::distinct;
      case "over" -> BoundCall::over;
      default -> {
        int index = Integer.parseInt(name);
        yield call -> call.arg(index);
      }
    };
  }

  private static String allArguments(BoundCall call) {
    StringJoiner all = new StringJoiner(", ");
    for (int i = 0; i < call.size(); i++) {
      all.add(call.arg(i));
    }
    return all.toString();
  }

  @Override
  public String render(BoundCall call) {
    StringBuilder text = new StringBuilder();
    for (Rendering part : parts) {
      text.append(part.render(call));
    }
    return text.toString();
  }
}
