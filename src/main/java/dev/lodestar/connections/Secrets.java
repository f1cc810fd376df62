package dev.lodestar.connections;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.DiscriminatorMapping;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Who we are to a system outside. Which kinds fit which connection, the inner interfaces say.
 *
 * <p>Members of type {@link Secret} are taken and never answered. Source: control-plane
 * specification, 7.3.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
    description = "Credentials. Their secret members are never answered.",
    type = SchemaType.OBJECT,
    oneOf = {
      Secrets.AccessKey.class,
      Secrets.AwsIam.class,
      Secrets.Basic.class,
      Secrets.Confluent.class,
      Secrets.SasToken.class,
      Secrets.SaslPlain.class,
      Secrets.SaslScram.class
    },
    discriminatorProperty = "type",
    discriminatorMapping = {
      @DiscriminatorMapping(value = "access_key", schema = Secrets.AccessKey.class),
      @DiscriminatorMapping(value = "aws_iam", schema = Secrets.AwsIam.class),
      @DiscriminatorMapping(value = "basic", schema = Secrets.Basic.class),
      @DiscriminatorMapping(value = "confluent", schema = Secrets.Confluent.class),
      @DiscriminatorMapping(value = "sas_token", schema = Secrets.SasToken.class),
      @DiscriminatorMapping(value = "sasl_plain", schema = Secrets.SaslPlain.class),
      @DiscriminatorMapping(value = "sasl_scram", schema = Secrets.SaslScram.class)
    })
public sealed interface Secrets {
  /** The name of the variant in the API. */
  @JsonProperty("type")
  String typeName();

  /** What Azure takes. */
  sealed interface ForAzure extends Secrets permits AccessKey, SasToken {}

  /** What Confluent Cloud takes. */
  sealed interface ForConfluent extends Secrets permits Confluent, SaslPlain {}

  /** What other Kafka clusters take. */
  sealed interface ForKafka extends Secrets permits AwsIam, SaslPlain, SaslScram {}

  /**
   * A key of an account.
   *
   * @param accessKeyId AWS only
   */
  @Schema(name = "AccessKeySecrets")
  record AccessKey(
      @Nullable String accessKeyId,
      @JsonProperty(access = JsonProperty.Access.WRITE_ONLY) Secret accessKeySecret)
      implements ForAzure {
    @Override
    public String typeName() {
      return "access_key";
    }
  }

  /** A role that opens Amazon MSK. */
  @Schema(name = "AwsIamSecrets")
  record AwsIam(String awsAssumedRoleArn) implements ForKafka {
    @Override
    public String typeName() {
      return "aws_iam";
    }
  }

  /** A user of a schema registry. */
  @Schema(name = "BasicSecrets")
  record Basic(
      String username, @JsonProperty(access = JsonProperty.Access.WRITE_ONLY) Secret password)
      implements Secrets {
    @Override
    public String typeName() {
      return "basic";
    }
  }

  /** The older form of {@link SaslPlain}. */
  @Schema(name = "ConfluentSecrets", deprecated = true)
  record Confluent(String key, @JsonProperty(access = JsonProperty.Access.WRITE_ONLY) Secret secret)
      implements ForConfluent {
    @Override
    public String typeName() {
      return "confluent";
    }
  }

  /**
   * A shared access signature.
   *
   * @param sasToken with or without the question mark at its beginning
   */
  @Schema(name = "SasTokenSecrets")
  record SasToken(@JsonProperty(access = JsonProperty.Access.WRITE_ONLY) Secret sasToken)
      implements ForAzure {
    @Override
    public String typeName() {
      return "sas_token";
    }
  }

  /** A user of a Kafka cluster. */
  @Schema(name = "SaslPlainSecrets")
  record SaslPlain(
      String username, @JsonProperty(access = JsonProperty.Access.WRITE_ONLY) Secret password)
      implements ForConfluent, ForKafka {
    @Override
    public String typeName() {
      return "sasl_plain";
    }
  }

  /**
   * A user of a Kafka cluster whose password never crosses the wire.
   *
   * @param mechanism SCRAM-SHA-256 or SCRAM-SHA-512
   */
  @Schema(name = "SaslScramSecrets")
  record SaslScram(
      @Schema(enumeration = {"SCRAM-SHA-256", "SCRAM-SHA-512"}) String mechanism,
      String username,
      @JsonProperty(access = JsonProperty.Access.WRITE_ONLY) Secret password)
      implements ForKafka {
    @Override
    public String typeName() {
      return "sasl_scram";
    }
  }
}
