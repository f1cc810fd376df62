package dev.lodestar.connections;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.Problem;
import dev.lodestar.error.ServiceException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the members of one JSON object and collects what is wrong with them.
 *
 * <p>A member that is null is absent. A required text that is wrong reads as an empty one, so that
 * reading goes on to the next problem; {@link #done} throws them all.
 */
final class Members {
  private final JsonNode json;
  private final String path;
  private final Map<String, Secret> stored;
  private final List<Problem> problems;

  private Members(JsonNode json, String path, Map<String, Secret> stored, List<Problem> problems) {
    this.json = json;
    this.path = path;
    this.stored = stored;
    this.problems = problems;
  }

  /**
   * @param stored secrets that stay unless the object has others, by the path of their member
   */
  static Members of(JsonNode json, Map<String, Secret> stored) {
    return new Members(json, "", stored, new ArrayList<>());
  }

  /** Errors: {@code INVALID_ARGUMENT}, all problems at once. */
  void done() {
    if (!problems.isEmpty()) {
      throw ServiceException.of(problems);
    }
  }

  boolean has(String member) {
    return json.hasNonNull(member);
  }

  String text(String member, TextRule rule) {
    Optional<String> text = given(member, rule);
    if (!has(member)) {
      problem(member, "is required: it must be %s".formatted(rule.demand()));
    }
    return text.orElse("");
  }

  /** An empty text is an absent one. */
  @Nullable String optionalText(String member, TextRule rule) {
    JsonNode value = json.path(member);
    boolean isBlank = value.isTextual() && value.textValue().isEmpty();
    return isBlank ? null : given(member, rule).orElse(null);
  }

  private Optional<String> given(String member, TextRule rule) {
    JsonNode value = json.path(member);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isTextual()) {
      problem(member, "must be a string");
      return Optional.empty();
    }
    if (!rule.admits(value.textValue())) {
      problem(member, "must be %s".formatted(rule.demand()));
      return Optional.empty();
    }
    return Optional.of(value.textValue());
  }

  boolean flag(String member) {
    JsonNode value = json.path(member);
    if (!value.isMissingNode() && !value.isNull() && !value.isBoolean()) {
      problem(member, "must be true or false");
    }
    return value.asBoolean(false);
  }

  List<String> texts(String member, int countMax, TextRule rule) {
    JsonNode value = json.path(member);
    if (!value.isArray() || value.isEmpty() || value.size() > countMax) {
      problem(member, "must be an array of 1 to %d strings".formatted(countMax));
      return List.of();
    }
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < value.size(); i++) {
      JsonNode item = value.get(i);
      if (item.isTextual() && rule.admits(item.textValue())) {
        texts.add(item.textValue());
      } else {
        problem("%s[%d]".formatted(member, i), "must be %s".formatted(rule.demand()));
      }
    }
    return texts;
  }

  Secret secret(String member, TextRule rule) {
    return optionalSecret(member, rule)
        .orElseGet(
            () -> {
              if (!has(member)) {
                problem(member, "is required");
              }
              return Secret.of("");
            });
  }

  Optional<Secret> optionalSecret(String member, TextRule rule) {
    return has(member)
        ? given(member, rule).map(Secret::of)
        : Optional.ofNullable(stored.get(pathOf(member)));
  }

  /** The object under this name; empty when it is absent or no object. */
  Optional<Members> object(String member) {
    JsonNode value = json.path(member);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isObject()) {
      problem(member, "must be a JSON object");
      return Optional.empty();
    }
    return Optional.of(new Members(value, pathOf(member), stored, problems));
  }

  /** Whether a secret below this member is kept from before. */
  boolean keeps(String member) {
    return stored.keySet().stream().anyMatch(secret -> secret.startsWith(pathOf(member) + "."));
  }

  /** Reads an object of which only secrets are kept. */
  <T> T kept(String member, Function<Members, T> read) {
    return read.apply(new Members(MissingNode.getInstance(), pathOf(member), stored, problems));
  }

  /** Says what is wrong with a member; the sentence begins with its name. */
  void problem(String member, String fault) {
    String target = pathOf(member);
    problems.add(
        new Problem(
            ErrorCode.INVALID_ARGUMENT, target, "Member \"%s\" %s.".formatted(target, fault)));
  }

  private String pathOf(String member) {
    return path.isEmpty() ? member : path + "." + member;
  }
}
