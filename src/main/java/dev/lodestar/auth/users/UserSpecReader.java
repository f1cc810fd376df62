package dev.lodestar.auth.users;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lodestar.auth.Grants;
import dev.lodestar.auth.Members;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.regex.Pattern;

/** Users as JSON says them. Errors: {@code INVALID_ARGUMENT} with the member as the target. */
final class UserSpecReader {
  private static final String NOUN = "A user";
  private static final int NAME_MAX = 255;
  private static final int ITEMS_MAX = 500;
  private static final int ADDRESS_MAX = 254;
  private static final Pattern ADDRESS =
      Pattern.compile("[^@\\s\\p{Cntrl}]{1,64}@[^@\\s\\p{Cntrl}]{1,250}");

  private final Directory directory;

  UserSpecReader(Directory directory) {
    this.directory = directory;
  }

  /** A new one. Without an invitation there is nothing for the user to do. */
  UserSpec created(JsonNode body, boolean skipInvite) {
    Members members = new Members(body, NOUN);
    String username =
        address(members, "username")
            .or(() -> address(members, "email"))
            .orElseThrow(() -> noAddress(members, "username"));
    UserSpec.Standing invited =
        new UserSpec.Standing(true, false, skipInvite ? List.of() : List.of(UserAction.values()));
    UserSpec before =
        new UserSpec(
            username,
            Optional.empty(),
            Optional.empty(),
            invited,
            Grants.NONE,
            List.of(),
            List.of());
    return replaced(members, before);
  }

  /**
   * Names, permissions and whether the user is enabled are as the body says, or as in a new user;
   * the rest stays if the body does not name it, because others set it, too.
   */
  UserSpec replaced(JsonNode body, UserSpec before) {
    Members members = new Members(body, NOUN);
    for (String member : List.of("username", "email")) {
      if (address(members, member).filter(each -> !each.equals(before.username())).isPresent()) {
        throw new ServiceException(
            ErrorCode.INVALID_ARGUMENT,
            member,
            "The username of user %s cannot be changed; make another user."
                .formatted(before.username()));
      }
    }
    return replaced(members, before);
  }

  private UserSpec replaced(Members members, UserSpec before) {
    return new UserSpec(
        before.username(),
        members.line("firstName", NAME_MAX),
        members.line("lastName", NAME_MAX),
        new UserSpec.Standing(
            members.flag("enabled", true),
            members.flag("emailVerified", before.standing().emailVerified()),
            items(members, "actions", before.standing().actions(), UserSpecReader::action)),
        members.grants(),
        items(members, "groups", before.groups(), this::group),
        items(members, "identities", before.identities(), UserSpecReader::identity));
  }

  private static Optional<String> address(Members members, String member) {
    Optional<String> text = members.text(member, ADDRESS_MAX);
    if (text.isPresent() && !ADDRESS.matcher(text.get()).matches()) {
      throw noAddress(members, member);
    }
    return text.map(each -> each.toLowerCase(Locale.ROOT));
  }

  private static ServiceException noAddress(Members members, String member) {
    return members.refused(member, "an e-mail address");
  }

  private static <T> List<T> items(
      Members members, String member, List<T> otherwise, BiFunction<JsonNode, String, T> read) {
    JsonNode array = members.body().path(member);
    if (array.isMissingNode() || array.isNull()) {
      return otherwise;
    }
    if (!array.isArray() || array.size() > ITEMS_MAX) {
      throw members.refused(member, "an array of at most %d".formatted(ITEMS_MAX));
    }
    List<T> items = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      items.add(read.apply(array.get(i), "%s[%d]".formatted(member, i)));
    }
    return items.stream().distinct().toList();
  }

  private static UserAction action(JsonNode item, String target) {
    for (UserAction action : UserAction.values()) {
      if (action.name().equals(item.textValue())) {
        return action;
      }
    }
    throw invalid(target, "An action is VERIFY_EMAIL or UPDATE_PASSWORD.");
  }

  /** By its id, as it is or in an object; or by the name in an object. */
  private UUID group(JsonNode item, String target) {
    JsonNode id = item.isObject() ? item.path("id") : item;
    return directory
        .group(id.isTextual() ? id.asText() : "")
        .or(() -> directory.groupNamed(item.path("name").asText()))
        .map(Group::id)
        .orElseThrow(
            () -> invalid(target, "There is no group of this id; GET /v1/groups lists them."));
  }

  private static String identity(JsonNode item, String target) {
    return new Members(item, "An identity")
        .line("providerId", NAME_MAX)
        .orElseThrow(() -> invalid(target, "An identity is an object with a providerId."));
  }

  private static ServiceException invalid(String target, String message) {
    return new ServiceException(ErrorCode.INVALID_ARGUMENT, target, message);
  }
}
