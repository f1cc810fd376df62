package dev.lodestar.auth.clients;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lodestar.auth.Grants;
import dev.lodestar.auth.Members;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * What users say about an OAuth client. Errors: {@code INVALID_ARGUMENT}.
 *
 * @param clientId what it calls itself; never changed
 * @param enabled whether it gets tokens, and those that it has count
 */
public record ClientSpec(
    String clientId, String name, Optional<String> description, boolean enabled, Grants grants) {
  private static final String NOUN = "An OAuth client";
  private static final int NAME_MAX = 255;
  private static final int DESCRIPTION_MAX = 1_000;
  private static final Pattern CLIENT_ID = Pattern.compile("[A-Za-z0-9._~-]{1,255}");

  /**
   * A new one, which needs a name or a client id.
   *
   * @param id that it is called by without a client id
   */
  static ClientSpec of(JsonNode body, UUID id) {
    Members members = new Members(body, NOUN);
    Optional<String> named = members.line("clientId", NAME_MAX);
    named.filter(each -> !CLIENT_ID.matcher(each).matches()).ifPresent(each -> refuse(members));
    if (named.isEmpty() && members.line("name", NAME_MAX).isEmpty()) {
      throw members.refused("name", "one line of 1 to 255 characters, or a clientId");
    }
    return whole(members, named.orElse(id.toString()));
  }

  private static void refuse(Members members) {
    throw members.refused(
        "clientId", "1 to 255 letters, digits, dots, underscores, tildes or hyphens");
  }

  private static ClientSpec whole(Members members, String clientId) {
    return new ClientSpec(
        clientId,
        members.line("name", NAME_MAX).orElse(clientId),
        members.text("description", DESCRIPTION_MAX),
        members.flag("enabled", true),
        members.grants());
  }

  /** With all that the body says and does not say. */
  ClientSpec replaced(JsonNode body) {
    return whole(sameClient(body), clientId);
  }

  /** With the members that the body has; null clears the description. */
  ClientSpec patched(JsonNode body) {
    Members members = sameClient(body);
    return new ClientSpec(
        clientId,
        members.line("name", NAME_MAX).orElse(name),
        members.has("description") ? members.text("description", DESCRIPTION_MAX) : description,
        members.flag("enabled", enabled),
        members.has("permissions") ? members.grants() : grants);
  }

  private Members sameClient(JsonNode body) {
    Members members = new Members(body, NOUN);
    if (members.line("clientId", NAME_MAX).filter(each -> !each.equals(clientId)).isPresent()) {
      throw new ServiceException(
          ErrorCode.INVALID_ARGUMENT,
          "clientId",
          "The clientId of OAuth client %s cannot be changed; make another client."
              .formatted(clientId));
    }
    return members;
  }
}
