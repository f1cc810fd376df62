package dev.lodestar.auth;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Members of a JSON object that a user sent, each checked. Errors, everywhere: {@code
 * INVALID_ARGUMENT} with the member as the target.
 *
 * @param noun what the object describes, such as {@code A group}
 */
public record Members(JsonNode body, String noun) {
  /** Errors: {@code INVALID_ARGUMENT} for anything but an object. */
  public Members {
    if (!body.isObject()) {
      throw invalid(null, "%s is described by a JSON object.".formatted(noun));
    }
  }

  public boolean has(String member) {
    return body.has(member);
  }

  /** One line of 1 to so many characters; empty when it is not there, or null. */
  public Optional<String> line(String member, int lengthMax) {
    return text(member, lengthMax)
        .map(
            text -> {
              if (text.isBlank() || text.chars().anyMatch(Character::isISOControl)) {
                throw refused(member, "one line of 1 to %,d characters".formatted(lengthMax));
              }
              return text;
            });
  }

  /** Half of a surrogate pair and NUL are in no text that can be stored. */
  public Optional<String> text(String member, int lengthMax) {
    JsonNode value = body.path(member);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    String text = value.asText();
    boolean isStorable = text.codePoints().noneMatch(c -> c == 0 || (c >= 0xD800 && c <= 0xDFFF));
    if (!value.isTextual() || text.length() > lengthMax || !isStorable) {
      throw refused(member, "a text of at most %,d characters".formatted(lengthMax));
    }
    return Optional.of(text);
  }

  public boolean flag(String member, boolean otherwise) {
    JsonNode value = body.path(member);
    if (value.isMissingNode() || value.isNull()) {
      return otherwise;
    }
    if (!value.isBoolean()) {
      throw refused(member, "true or false");
    }
    return value.asBoolean();
  }

  /** The member {@code permissions}; none when it is not there. */
  public Grants grants() {
    return body.hasNonNull("permissions")
        ? GrantsReader.read(body.get("permissions"))
        : Grants.NONE;
  }

  /** A fault of one member, which says what it must be. */
  public ServiceException refused(String member, String demand) {
    return invalid(member, "%s needs a %s that is %s.".formatted(noun, member, demand));
  }

  private static ServiceException invalid(@Nullable String target, String message) {
    return new ServiceException(ErrorCode.INVALID_ARGUMENT, target, message);
  }
}
