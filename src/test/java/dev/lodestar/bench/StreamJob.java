package dev.lodestar.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Connections and jobs that read generated events from a stream. */
public final class StreamJob {
  private StreamJob() {}

  public static ObjectNode kafka(String name, String brokers, String topic) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("type", "kafka")
        .put("name", name)
        .put("bootstrapServers", brokers)
        .put("topicName", topic);
  }

  public static ObjectNode push(String name) {
    return JsonNodeFactory.instance.objectNode().put("type", "push_streaming").put("name", name);
  }

  /** Reads what {@link EventGenerator} makes. */
  public static ObjectNode events(String connection, String table) {
    ObjectNode job = EventJob.numbered("none", table, "load_number", 0);
    ObjectNode source = (ObjectNode) job.path("source");
    source.put("type", "connection").put("connectionName", connection).remove("fileList");
    job.remove("ingestionMode");
    return job.put("type", "streaming")
        .put("readFromPoint", "earliest")
        .put("lateMessageRejectionPeriod", "P100Y");
  }

  /** Reads {@code {"ts": milliseconds, "n": number}}. */
  public static ObjectNode numbers(String connection, String table) {
    ObjectNode job =
        JsonNodeFactory.instance
            .objectNode()
            .put("type", "streaming")
            .put("createTableIfNotExists", true)
            .put("readFromPoint", "earliest");
    ObjectNode source = job.putObject("source");
    source.put("type", "connection").put("connectionName", connection);
    for (String name : List.of("ts", "n")) {
      source.withArray("inputSchema").addObject().put("name", name).put("dataType", "long");
    }
    job.putObject("target").put("type", "table").put("tableName", table);
    job.putArray("mappings")
        .addObject()
        .put("columnName", "__time")
        .put("expression", "MILLIS_TO_TIMESTAMP(\"ts\")");
    job.withArray("mappings").addObject().put("columnName", "n").put("expression", "\"n\"");
    return job;
  }
}
