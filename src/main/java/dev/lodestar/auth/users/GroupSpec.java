package dev.lodestar.auth.users;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lodestar.auth.Grants;
import dev.lodestar.auth.Members;

/** What users say about a group. Errors: {@code INVALID_ARGUMENT}. */
public record GroupSpec(String name, Grants grants) {
  private static final int NAME_MAX = 255;

  static GroupSpec of(JsonNode body) {
    Members members = new Members(body, "A group");
    return new GroupSpec(
        members
            .line("name", NAME_MAX)
            .orElseThrow(() -> members.refused("name", "one line of 1 to 255 characters")),
        members.grants());
  }
}
