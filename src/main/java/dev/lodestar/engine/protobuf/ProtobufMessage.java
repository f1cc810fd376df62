package dev.lodestar.engine.protobuf;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import dev.lodestar.engine.UnreadableRecordException;
import java.io.IOException;
import java.util.function.Predicate;

/** Messages of one type as JSON. */
public final class ProtobufMessage {
  private final Descriptor type;

  ProtobufMessage(Descriptor type) {
    this.type = type;
  }

  /** Its full name. */
  public String name() {
    return type.getFullName();
  }

  /**
   * Writes a message as an object.
   *
   * @param from where it begins; it ends with the array
   * @param fields which members to keep
   */
  public void write(byte[] bytes, int from, Predicate<String> fields, JsonGenerator json)
      throws UnreadableRecordException {
    try {
      DynamicMessage message =
          DynamicMessage.parseFrom(
              type, CodedInputStream.newInstance(bytes, from, bytes.length - from));
      new ProtobufValues(json).write(message, fields);
    } catch (IOException | RuntimeException e) {
      // Also times out of range, and files that declare Google's own types in another way.
      throw new UnreadableRecordException("is not a valid message of its Protobuf type", e);
    } catch (StackOverflowError e) {
      throw new UnreadableRecordException("is nested too deeply", e);
    }
  }
}
