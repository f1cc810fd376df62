package dev.lodestar.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Users that a body names: {@code {"values": [...]}} or an array, of ids, usernames, or users with
 * an id or a username. Errors: {@code INVALID_ARGUMENT}.
 */
final class MemberList {
  private static final int USERS_MAX = 1_000;

  private MemberList() {}

  /**
   * @param more that the query names
   */
  static List<String> of(@Nullable JsonNode body, List<String> more) {
    List<String> users = new ArrayList<>(more);
    if (body != null && !body.isNull()) {
      JsonNode array = body.isArray() ? body : body.path("values");
      if (!array.isArray()) {
        throw invalid("values", "The users are named in an array, {\"values\": [{\"id\": ...}]}.");
      }
      for (int i = 0; i < array.size(); i++) {
        users.add(user(array.get(i), "values[%d]".formatted(i)));
      }
    }
    if (users.isEmpty() || users.size() > USERS_MAX) {
      throw invalid("values", "The request must name 1 to %,d users.".formatted(USERS_MAX));
    }
    return users;
  }

  private static String user(JsonNode item, String target) {
    JsonNode id = item.isObject() ? item.path(item.has("id") ? "id" : "username") : item;
    if (!id.isTextual() || id.asText().length() > 255) {
      throw invalid(target, "A user is named by an id or a username.");
    }
    return id.asText();
  }

  private static ServiceException invalid(String target, String message) {
    return new ServiceException(ErrorCode.INVALID_ARGUMENT, target, message);
  }
}
