package dev.lodestar.testing;

/** An error of the protocol, by its code. */
final class KinesisRefusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  KinesisRefusal(String code) {
    super(code);
  }

  String code() {
    return String.valueOf(getMessage());
  }
}
