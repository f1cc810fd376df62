package dev.lodestar.demo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The sample and the batch job that loads it. Source of the data: demo/ATTRIBUTION.md. */
final class WikipediaLoad {
  static final String TABLE = "wikipedia";
  static final String FILE = "wikiticker-2015-09-12-sampled.json.gz";

  private static final Map<String, String> FIELDS = new LinkedHashMap<>();

  static {
    var text = "channel cityName comment countryIsoCode countryName isAnonymous isMinor isNew";
    text += " isRobot isUnpatrolled namespace page regionIsoCode regionName user";
    for (var name : text.split(" ")) {
      FIELDS.put(name, "string");
    }
    for (var name : "metroCode delta added deleted".split(" ")) {
      FIELDS.put(name, "long");
    }
  }

  private WikipediaLoad() {}

  static byte[] content() {
    try (var sample = WikipediaLoad.class.getResourceAsStream("/demo/" + FILE)) {
      if (sample == null) {
        throw new IllegalStateException("the sample is not on the class path");
      }
      return sample.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("reading the sample", e);
    }
  }

  /** The body of {@code POST …/jobs}: every field becomes a column of the same name. */
  static ObjectNode job() {
    var job = JsonNodeFactory.instance.objectNode();
    job.put("type", "batch").put("createTableIfNotExists", true).put("ingestionMode", "append");
    job.putObject("target").put("type", "table").put("tableName", TABLE);
    var source = job.putObject("source").put("type", "uploaded");
    source.putArray("fileList").add(FILE);
    source.putObject("formatSettings").put("format", "nd-json");
    var schema = source.putArray("inputSchema");
    var mappings = job.putArray("mappings");
    schema.addObject().put("name", "time").put("dataType", "string");
    mappings.addObject().put("columnName", "__time").put("expression", "TIME_PARSE(\"time\")");
    FIELDS.forEach(
        (name, type) -> {
          schema.addObject().put("name", name).put("dataType", type);
          mappings.addObject().put("columnName", name).put("expression", '"' + name + '"');
        });
    return job;
  }
}
