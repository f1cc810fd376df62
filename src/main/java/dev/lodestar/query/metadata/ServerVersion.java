package dev.lodestar.query.metadata;

/** What clients that were written for Druid are told about this server's version. */
public final class ServerVersion {
  /** The release of Druid whose API and language are followed; clients compare it. */
  public static final String DRUID = "34.0.0";

  private ServerVersion() {}
}
