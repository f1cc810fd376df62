package dev.lodestar.auth;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What users say about an API key. Errors: {@code INVALID_ARGUMENT}. */
public record ApiKeySpec(String name, Optional<String> description, Grants grants) {
  private static final int NAME_MAX = 255;
  private static final int DESCRIPTION_MAX = 1_000;

  /** The whole of it; members that only the server sets are not read. */
  static ApiKeySpec of(JsonNode body) {
    requireObject(body);
    return new ApiKeySpec(
        name(body.path("name")),
        description(body.path("description")),
        body.hasNonNull("permissions") ? GrantsReader.read(body.get("permissions")) : Grants.NONE);
  }

  /** With the members that the body has; null clears the description. */
  ApiKeySpec patched(JsonNode body) {
    requireObject(body);
    return new ApiKeySpec(
        body.has("name") ? name(body.get("name")) : name,
        body.has("description") ? description(body.get("description")) : description,
        body.has("permissions") ? GrantsReader.read(body.get("permissions")) : grants);
  }

  private static void requireObject(JsonNode body) {
    if (!body.isObject()) {
      throw invalid(null, "An API key is described by a JSON object.");
    }
  }

  private static String name(JsonNode member) {
    return text(
        "name",
        member,
        NAME_MAX,
        text -> !text.isBlank() && text.chars().noneMatch(Character::isISOControl),
        "one line of 1 to 255 characters");
  }

  private static Optional<String> description(JsonNode member) {
    return member.isMissingNode() || member.isNull()
        ? Optional.empty()
        : Optional.of(
            text(
                "description",
                member,
                DESCRIPTION_MAX,
                text -> true,
                "a text of at most 1,000 characters"));
  }

  /** Half of a surrogate pair and NUL are in no text that can be stored. */
  private static String text(
      String target, JsonNode member, int lengthMax, Predicate<String> fits, String demand) {
    String text = member.asText();
    boolean isStorable = text.codePoints().noneMatch(c -> c == 0 || (c >= 0xD800 && c <= 0xDFFF));
    if (!member.isTextual() || text.length() > lengthMax || !isStorable || !fits.test(text)) {
      throw invalid(target, "The %s of an API key must be %s.".formatted(target, demand));
    }
    return text;
  }

  private static ServiceException invalid(@Nullable String target, String message) {
    return new ServiceException(ErrorCode.INVALID_ARGUMENT, target, message);
  }
}
