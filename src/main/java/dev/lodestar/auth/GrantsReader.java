package dev.lodestar.auth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Grants as JSON: an array of names, or of objects with a name and resources. */
public final class GrantsReader {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int GRANTS_MAX = 500;
  private static final int RESOURCES_MAX = 100;
  private static final Pattern RESOURCE = Pattern.compile("projects/(\\*|[A-Za-z0-9._-]{1,64})");

  private GrantsReader() {}

  /** Errors: {@code INVALID_ARGUMENT} with the place in the array. */
  public static Grants read(JsonNode permissions) {
    if (!permissions.isArray() || permissions.size() > GRANTS_MAX) {
      throw invalid(
          "permissions",
          "permissions must be an array of at most %d permissions.".formatted(GRANTS_MAX));
    }
    List<Grant> grants = new ArrayList<>();
    for (int i = 0; i < permissions.size(); i++) {
      grants.add(grant(permissions.get(i), "permissions[" + i + "]"));
    }
    return new Grants(grants);
  }

  private static Grant grant(JsonNode item, String target) {
    if (item.isTextual()) {
      return Grant.everywhere(Permission.ofApiName(item.asText(), target));
    }
    if (!item.isObject() || !item.path("name").isTextual()) {
      throw invalid(
          target, "A permission is a name, or an object with a \"name\" and \"resources\".");
    }
    return new Grant(
        Permission.ofApiName(item.path("name").asText(), target + ".name"),
        resources(item.path("resources"), target + ".resources"));
  }

  private static List<String> resources(JsonNode resources, String target) {
    if (resources.isMissingNode() || resources.isNull()) {
      return List.of();
    }
    if (!resources.isArray() || resources.isEmpty() || resources.size() > RESOURCES_MAX) {
      throw invalid(
          target,
          "resources must be an array of 1 to %d texts such as projects/*; leave it out for all projects."
              .formatted(RESOURCES_MAX));
    }
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < resources.size(); i++) {
      String text = resources.get(i).isTextual() ? resources.get(i).asText() : "";
      if (!RESOURCE.matcher(text).matches()) {
        throw invalid(
            "%s[%d]".formatted(target, i),
            "A resource is projects/* or projects/ and the id of a project.");
      }
      texts.add(text);
    }
    return texts.stream().distinct().toList();
  }

  /** As it is stored. */
  public static String write(Grants grants) {
    ArrayNode array = JSON.createArrayNode();
    for (Grant grant : grants.all()) {
      if (grant.resources().isEmpty()) {
        array.add(grant.permission().apiName());
      } else {
        ObjectNode object = array.addObject().put("name", grant.permission().apiName());
        grant.resources().forEach(object.putArray("resources")::add);
      }
    }
    return array.toString();
  }

  /** From what {@link #write} made. */
  public static Grants stored(String text) {
    try {
      return read(JSON.readTree(text));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("stored permissions cannot be read", e);
    }
  }

  private static ServiceException invalid(String target, String message) {
    return new ServiceException(ErrorCode.INVALID_ARGUMENT, target, message);
  }
}
