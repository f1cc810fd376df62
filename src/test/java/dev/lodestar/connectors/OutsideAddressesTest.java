package dev.lodestar.connectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lodestar.connections.ConnectionSpec;
import dev.lodestar.connections.Secret;
import dev.lodestar.connections.Secrets;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where connections lead to, and where they must not. */
class OutsideAddressesTest {
  private static final OutsideAddresses BY_DEFAULT =
      OutsideAddresses.of(
          List.of(ConnectorsConfig.LINK_OF_THE_MACHINE.split(",", -1)), Optional.empty());

  private static ClientSettings settings(OutsideAddresses addresses) {
    ClientSettings settings = Checks.settings();
    return new ClientSettings(
        settings.externalId(),
        settings.stsEndpoint(),
        "http://169.254.169.254/{account}",
        settings.timeout(),
        addresses);
  }

  private static void refuses(OutsideAddresses addresses, String host, String word) {
    ServiceException fault =
        catchThrowableOfType(
            ServiceException.class, () -> addresses.require("outside", "urls", host));
    assertThat(fault).as(host).isNotNull();
    assertThat(fault.code()).isEqualTo(ErrorCode.COULD_NOT_CONNECT_TO_SOURCE);
    assertThat(fault.messageText()).contains("outside", host, word, "\"urls\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "169.254.169.254",
        "169.254.170.2",
        "2852039166",
        "[fe80::1]",
        "[fd00:ec2::254]",
        "[::ffff:169.254.169.254]",
        "100.100.100.200"
      })
  void metadataOfTheMachineCannotBeReached(String host) {
    refuses(BY_DEFAULT, host, "metadata");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost", "10.0.0.7", "[2001:db8::7]", "no-such.invalid"})
  void otherAddressesCan(String host) {
    assertThatCode(() -> BY_DEFAULT.require("outside", "urls", host)).doesNotThrowAnyException();
    assertThatCode(() -> OutsideAddresses.all().require("outside", "urls", "169.254.169.254"))
        .doesNotThrowAnyException();
  }

  @Test
  void onlyAllowedHostsCanBeReachedIfThereAreSome() {
    OutsideAddresses few =
        OutsideAddresses.of(
            List.of("10.0.0.0/8"), Optional.of(List.of("Broker-1", "*.example.org", "10.0.0.7")));

    assertThatCode(() -> few.require("outside", "urls", "broker-1")).doesNotThrowAnyException();
    refuses(few, "broker-2", "operator allows");
    refuses(few, "example.org", "operator allows");
    refuses(few, "badexample.org", "operator allows");
    refuses(few, "127.0.0.1", "operator allows");
    refuses(few, "10.0.0.7", "only this machine");
  }

  @Test
  void networkThatIsNoneIsRefusedAtOnce() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OutsideAddresses.of(List.of("169.254.0.0"), Optional.empty()))
        .withMessageContaining("169.254.0.0");
  }

  @Test
  void everyKindOfConnectionIsLookedAt() {
    String address = "http://169.254.169.254:80";
    List<ConnectionSpec> leading =
        List.of(
            new ConnectionSpec.Kafka(
                "one", null, "169.254.169.254:80", "t", false, null, null, null),
            new ConnectionSpec.Kinesis("two", null, "arn:aws:iam::1:role/r", address, "s"),
            new ConnectionSpec.S3("three", null, address, "b", null, null, key()),
            new ConnectionSpec.Azure("five", null, "account", "c", null, key()),
            new ConnectionSpec.SchemaRegistry(
                "four", null, List.of(address), new Secrets.Basic("k", Secret.of("p"))));

    for (ConnectionSpec connection : leading) {
      assertThat(Checks.fault(connection, settings(BY_DEFAULT))).contains("metadata");
    }
  }

  private static Secrets.AccessKey key() {
    return new Secrets.AccessKey("id", Secret.of("key"));
  }
}
