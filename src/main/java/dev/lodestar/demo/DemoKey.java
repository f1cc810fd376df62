package dev.lodestar.demo;

/**
 * The key that the demo uses. It prints without its text.
 *
 * @param inShell what a shell makes the text of, such as {@code $(cat file)}
 */
public record DemoKey(String text, String inShell) {
  @Override
  public String toString() {
    return inShell;
  }
}
