package dev.lodestar.sql.function;

/** How a call is said in the engine's language. */
@FunctionalInterface
public interface Rendering {
  /** Returns a self-contained fragment whose value has the call's result type. */
  String render(BoundCall call);

  /**
   * Engine text with holes: <code>{0}</code> an operand, <code>{*}</code> all operands with commas,
   * <code>{distinct}</code> and <code>{over}</code> as in {@link BoundCall}.
   */
  static Rendering template(String template) {
    return Template.parse(template);
  }
}
