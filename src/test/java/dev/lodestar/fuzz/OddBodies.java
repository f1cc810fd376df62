package dev.lodestar.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;

/** Bodies that are no JSON, not the right JSON, or no good multipart. */
final class OddBodies {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int DEEP = 100_000;

  private final SplittableRandom random;

  OddBodies(SplittableRandom random) {
    this.random = random;
  }

  /** Something that is not what it should be, made of a good one. */
  byte[] malformed(JsonNode good) {
    String text = good.toString();
    return switch (random.nextInt(20)) {
      case 0 -> new byte[0];
      case 1 -> utf8("nope");
      case 2 -> utf8(text.substring(0, text.length() / 2));
      case 3 -> utf8("{\"x\":".repeat(DEEP) + "1" + "}".repeat(DEEP));
      case 4 -> utf8("[".repeat(DEEP));
      case 5 -> utf8("[" + text + "]");
      case 6 -> utf8(text + text);
      case 7 -> utf8("\ufeff" + text);
      case 8 -> text.getBytes(StandardCharsets.UTF_16);
      case 9 -> text.getBytes(Charset.forName("UTF-32LE"));
      case 10 -> broken(text);
      case 11 -> utf8(text.replace('"', '\''));
      case 12 -> utf8(twice(text));
      case 13 -> utf8("{\"a\":1e" + "9".repeat(3_000) + "," + text.substring(1));
      case 14 -> utf8("{\"a\":" + "9".repeat(50_000) + "," + text.substring(1));
      case 15 -> utf8("{\"" + "k".repeat(60_000) + "\":1}");
      case 16 -> utf8("{\"\\u0000\":\"\\ud800\",\"x\":\"\\udc00\"," + text.substring(1));
      case 17 -> utf8(one(List.of("null", "true", "7", "\"x\"", "-0", "[]", "{}", "[null]", " ")));
      case 18 -> bytes(1 + random.nextInt(200));
      default -> gzip(utf8(text));
    };
  }

  private byte[] broken(String text) {
    byte[] bytes = utf8(text);
    bytes[random.nextInt(bytes.length)] = (byte) (0x80 + random.nextInt(0x80));
    return bytes;
  }

  /** Every member of the outermost object twice. */
  private static String twice(String text) {
    return text.startsWith("{") && text.length() > 2
        ? text.substring(0, text.length() - 1) + "," + text.substring(1)
        : text;
  }

  byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  /** The same with one to three values exchanged, removed or added somewhere. */
  byte[] bent(JsonNode good) {
    JsonNode root = good.deepCopy();
    for (int i = random.nextInt(3); i >= 0; i--) {
      List<JsonNode> parents = new ArrayList<>();
      gather(root, parents);
      if (!parents.isEmpty()) {
        bendOne(parents.get(random.nextInt(parents.size())));
      }
    }
    return utf8(root.toString());
  }

  private static void gather(JsonNode node, List<JsonNode> parents) {
    if (node.isContainerNode()) {
      parents.add(node);
      node.forEach(child -> gather(child, parents));
    }
  }

  private void bendOne(JsonNode parent) {
    int kind = random.nextInt(8);
    if (parent instanceof ArrayNode list) {
      if (list.isEmpty() || kind == 0) {
        list.add(odd(NODES.nullNode()));
      } else if (kind == 1) {
        JsonNode repeated = list.get(0);
        for (int i = 0; i < 2_000; i++) {
          list.add(repeated.deepCopy());
        }
      } else {
        int at = random.nextInt(list.size());
        list.set(at, odd(list.get(at)));
      }
    } else if (parent instanceof ObjectNode object) {
      List<String> names = new ArrayList<>();
      object.fieldNames().forEachRemaining(names::add);
      if (names.isEmpty() || kind == 0) {
        object.set(one(OddTexts.ODD), odd(NODES.nullNode()));
      } else if (kind == 1) {
        object.remove(names.get(random.nextInt(names.size())));
      } else {
        String name = names.get(random.nextInt(names.size()));
        object.set(name, odd(object.get(name)));
      }
    }
  }

  private JsonNode odd(JsonNode old) {
    return switch (random.nextInt(14)) {
      case 0 -> NODES.nullNode();
      case 1 -> NODES.numberNode(random.nextInt(-1, 2));
      case 2 -> NODES.numberNode(new BigInteger("9".repeat(1 + random.nextInt(400))));
      case 3 -> NODES.numberNode(random.nextLong());
      case 4 -> NODES.numberNode(one(List.of(-1.5, 1e308, 1e-320, 0.1)));
      case 5 -> NODES.booleanNode(random.nextBoolean());
      case 6 -> NODES.arrayNode().add(old.deepCopy());
      case 7 -> NODES.objectNode().set("x", old.deepCopy());
      case 8 -> NODES.arrayNode();
      case 9 -> NODES.objectNode();
      case 10 -> NODES.textNode(one(OddTexts.PLAIN));
      default -> NODES.textNode(one(OddTexts.ODD));
    };
  }

  /** A multipart body for boundary B, mostly faulty. */
  byte[] multipart(String fileName) {
    String name =
        random.nextInt(3) == 0 ? fileName : one(OddTexts.ODD).replaceAll("[\r\n]", "").strip();
    String part =
        "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\n\r\n{\"a\":1}\r\n"
            .formatted(name);
    return switch (random.nextInt(14)) {
      case 0 -> utf8("");
      case 1 -> utf8("--B--\r\n");
      case 2 -> utf8(part);
      case 3 -> utf8(part.substring(0, random.nextInt(part.length())));
      case 4 -> utf8(part.repeat(3_000) + "--B--\r\n");
      case 5 -> utf8("--B\r\nX-Odd: " + "x".repeat(100_000) + "\r\n" + part + "--B--\r\n");
      case 6 -> utf8("--B\r\n" + "X: 1\r\n".repeat(5_000) + "\r\nx\r\n--B--\r\n");
      case 7 -> utf8(part.replace("\r\n", "\n") + "--B--\n");
      case 8 -> utf8(part.replace("form-data", "attachment") + "--B--\r\n");
      case 9 -> utf8(part.replace("filename=", "filename*=UTF-8''%ff%00;x=") + "--B--\r\n");
      case 10 -> utf8("--B\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\ny\r\n--B--\r\n");
      case 11 -> utf8(part.replace("\r\n\r\n", "\r\nContent-Transfer-Encoding: base64\r\n\r\n"));
      case 12 -> utf8("--B\r\nContent-Type: multipart/mixed; boundary=C\r\n\r\n--C\r\n" + part);
      default -> utf8(part + "--B--\r\n");
    };
  }

  static byte[] gzip(byte[] plain) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  /** Little that becomes much. */
  static byte[] bomb() {
    byte[] zeros = new byte[40 << 20];
    Arrays.fill(zeros, (byte) ' ');
    return gzip(zeros);
  }

  private <T> T one(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
