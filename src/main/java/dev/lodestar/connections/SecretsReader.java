package dev.lodestar.connections;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the {@code secrets} of a connection and sees to it that they fit its type. */
final class SecretsReader {
  private static final String MEMBER = "secrets";
  private static final TextRule MECHANISM = TextRule.oneOf("SCRAM-SHA-256", "SCRAM-SHA-512");

  private final ConnectionType owner;
  private final Members connection;

  SecretsReader(ConnectionType owner, Members connection) {
    this.owner = owner;
    this.connection = connection;
  }

  /**
   * Empty when something is wrong with them or they are absent; only then, and only where they are
   * required, {@code fits} cannot be what is read.
   *
   * @param kinds the types that fit, for the message
   */
  <T extends Secrets> @Nullable T read(Class<T> fits, String kinds, boolean isRequired) {
    if (!connection.has(MEMBER)) {
      if (isRequired) {
        connection.problem(
            MEMBER,
            "is required: connections of type %s take secrets of type %s"
                .formatted(owner.apiName(), kinds));
      }
      return null;
    }
    Optional<Members> members = connection.object(MEMBER);
    if (members.isEmpty()) {
      return null;
    }
    String type = members.get().text("type", TextRule.LINE);
    if (type.isEmpty()) {
      return null;
    }
    Optional<Secrets> secrets = isOneOf(type, kinds) ? read(type, members.get()) : Optional.empty();
    if (secrets.isEmpty() || !fits.isInstance(secrets.get())) {
      members
          .get()
          .problem(
              "type", "must be %s for a connection of type %s".formatted(kinds, owner.apiName()));
      return null;
    }
    return fits.cast(secrets.get());
  }

  private static boolean isOneOf(String type, String kinds) {
    return List.of(kinds.split(" or ", -1)).contains(type);
  }

  private Optional<Secrets> read(String type, Members members) {
    return switch (type) {
      case "access_key" -> Optional.of(accessKey(members));
      case "aws_iam" ->
          Optional.of(new Secrets.AwsIam(members.text("awsAssumedRoleArn", TextRule.ROLE)));
      case "basic" ->
          Optional.of(
              new Secrets.Basic(
                  members.text("username", TextRule.LINE),
                  members.secret("password", TextRule.SECRET)));
      case "confluent" ->
          Optional.of(
              new Secrets.Confluent(
                  members.text("key", TextRule.LINE), members.secret("secret", TextRule.SECRET)));
      case "sas_token" ->
          Optional.of(new Secrets.SasToken(members.secret("sasToken", TextRule.SECRET)));
      case "sasl_plain" ->
          Optional.of(
              new Secrets.SaslPlain(
                  members.text("username", TextRule.LINE),
                  members.secret("password", TextRule.SECRET)));
      case "sasl_scram" ->
          Optional.of(
              new Secrets.SaslScram(
                  members.text("mechanism", MECHANISM),
                  members.text("username", TextRule.LINE),
                  members.secret("password", TextRule.SECRET)));
      default -> Optional.empty();
    };
  }

  /** Azure's accounts have one key without an id; those of AWS are useless without theirs. */
  private Secrets.AccessKey accessKey(Members members) {
    boolean isAws = owner == ConnectionType.S3;
    return new Secrets.AccessKey(
        isAws
            ? members.text("accessKeyId", TextRule.LINE)
            : members.optionalText("accessKeyId", TextRule.LINE),
        members.secret("accessKeySecret", TextRule.SECRET));
  }
}
