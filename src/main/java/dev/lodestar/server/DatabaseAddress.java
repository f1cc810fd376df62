package dev.lodestar.server;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A PostgreSQL database and who logs in to it.
 *
 * @param url {@code postgresql://host[:port]/database[?parameters]}, without user and password
 * @param user empty when the application is configured with it elsewhere
 * @param password never printed
 */
public record DatabaseAddress(String url, Optional<String> user, Optional<String> password) {
  private static final String SESSION = "lodestar%2F" + UUID.randomUUID();
  private static final String VERTX_PREFIX = "vertx-reactive:";

  /**
   * Reads {@code postgresql://user:password@host:port/database}; user and password may be
   * percent-encoded. Errors: {@code INVALID_ARGUMENT}.
   */
  public static DatabaseAddress parse(String setting, String text) {
    try {
      var uri = new URI(text.strip());
      var scheme = Optional.ofNullable(uri.getScheme()).orElse("");
      if (!(scheme.equals("postgresql") || scheme.equals("postgres"))
          || uri.getHost() == null
          || Optional.ofNullable(uri.getPath()).orElse("").length() < 2) {
        throw unreadable(setting);
      }
      var login = Optional.ofNullable(uri.getRawUserInfo()).orElse("").split(":", 2);
      var parameters = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
      var port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
      return new DatabaseAddress(
          "postgresql://" + uri.getHost() + port + uri.getRawPath() + parameters,
          decoded(login[0]),
          login.length < 2 ? Optional.empty() : decoded(login[1]));
    } catch (URISyntaxException | IllegalArgumentException e) {
      // Neither the cause nor the text may be shown: they hold the password.
      throw unreadable(setting);
    }
  }

  /** The URL that Quarkus' reactive client was given; user and password are its own settings. */
  static DatabaseAddress ofReactiveUrl(String url) {
    var plain = url.startsWith(VERTX_PREFIX) ? url.substring(VERTX_PREFIX.length()) : url;
    return new DatabaseAddress(plain, Optional.empty(), Optional.empty());
  }

  /**
   * The Quarkus settings of both clients: the reactive one, and JDBC for the migrations.
   *
   * <p>The sessions of the reactive one bear a name of this process, which the triggers of
   * migration 22 ask for.
   */
  public Map<String, String> properties() {
    var properties = new LinkedHashMap<String, String>();
    properties.put(
        "quarkus.datasource.reactive.url",
        url + (url.contains("?") ? "&" : "?") + "application_name=" + SESSION);
    properties.put("quarkus.datasource.jdbc.url", "jdbc:" + url);
    user.ifPresent(name -> properties.put("quarkus.datasource.username", name));
    password.ifPresent(secret -> properties.put("quarkus.datasource.password", secret));
    return properties;
  }

  @Override
  public String toString() {
    return url.replaceAll("\\?.*|(?<=//)[^/]*@", "");
  }

  private static Optional<String> decoded(String text) {
    return text.isEmpty()
        ? Optional.empty()
        : Optional.of(URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8));
  }

  private static ServiceException unreadable(String setting) {
    return new ServiceException(
        ErrorCode.INVALID_ARGUMENT,
        setting,
        setting
            + " is not a PostgreSQL URL; write postgresql://user:password@host:5432/database"
            + " and percent-encode special characters in user and password.");
  }
}
