package dev.lodestar.auth;

/** One way to say who calls. Found by {@link Authentication} as a bean. */
public interface CredentialKind {
  /** The scheme of the Authorization header, such as {@code Basic}; letter case does not matter. */
  String scheme();

  /**
   * Who shows these credentials. Quick, since an event loop waits; what takes longer is a {@link
   * Finding.Later}.
   *
   * @param credentials what stands after the scheme, without spaces around it
   */
  Finding find(String credentials);
}
