package dev.lodestar.streams;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import dev.lodestar.events.EventLog;
import dev.lodestar.events.StoredEvent;
import dev.lodestar.jobs.ReadFromPoint;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The events that were pushed to one connection; each line of a request is a record. */
final class PushSource implements StreamSource {
  private final EventLog log;
  private final StreamPartition partition;
  private long position;

  PushSource(EventLog log, String stream) {
    this.log = log;
    this.partition = new StreamPartition(stream, "0");
  }

  @Override
  public Map<StreamPartition, StreamPosition> open(
      Map<StreamPartition, StreamPosition> checkpoints, ReadFromPoint point) {
    return lost(
        () -> {
          long first = log.first(partition.stream());
          StreamPosition stored = checkpoints.get(partition);
          Long checkpoint = stored == null ? null : StreamPosition.Offset.of(stored);
          if (checkpoint != null && checkpoint < first) {
            throw gone(checkpoint, first);
          }
          position =
              checkpoint != null
                  ? checkpoint
                  : switch (point) {
                    case EARLIEST -> first;
                    case LATEST -> log.end(partition.stream());
                  };
          return Map.of(partition, new StreamPosition.Offset(position));
        });
  }

  private static ServiceException gone(long checkpoint, long first) {
    return new ServiceException(
        ErrorCode.COULD_NOT_CONNECT_TO_SOURCE,
        null,
        ("The events from position %d on were deleted before the table read them; the oldest that is"
                + " kept is %d. Reset the job and submit it again, to go on at its readFromPoint.")
            .formatted(checkpoint, first));
  }

  @Override
  public void poll(Duration wait, StreamSink sink) throws InterruptedException {
    boolean isThere;
    try {
      isThere = log.awaitEvent(partition.stream(), position, wait);
    } catch (RuntimeException e) {
      throw new SourceLostException("The pushed events cannot be read from the database.", e);
    }
    if (!isThere) {
      return;
    }
    List<StoredEvent> events = lost(() -> log.read(partition.stream(), position));
    for (StoredEvent event : events) {
      lines(event, sink);
      position = event.position() + 1;
    }
  }

  private void lines(StoredEvent event, StreamSink sink) {
    byte[] body = event.body();
    StreamPosition next = new StreamPosition.Offset(event.position() + 1);
    int begin = 0;
    for (int i = 0; i <= body.length; i++) {
      if (i == body.length || body[i] == '\n') {
        int end = i > begin && body[i - 1] == '\r' ? i - 1 : i;
        byte[] line = Arrays.copyOfRange(body, begin, end);
        if (!RecordReader.isBlank(line)) {
          sink.record(
              new StreamRecord(partition, next, event.receivedAtMs(), null, line, List.of()));
        }
        begin = i + 1;
      }
    }
  }

  @Override
  public Map<StreamPartition, StreamPosition> discover() {
    return Map.of();
  }

  @Override
  public Map<StreamPartition, StreamLag> lag() {
    return lost(() -> Map.of(partition, StreamLag.records(log.end(partition.stream()) - position)));
  }

  @Override
  public boolean reads(String stream) {
    return partition.stream().equals(stream);
  }

  /** Reads of the database. */
  private interface Reading<T> {
    T read();
  }

  private static <T> T lost(Reading<T> reading) {
    try {
      return reading.read();
    } catch (ServiceException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new SourceLostException("The pushed events cannot be read from the database.", e);
    }
  }

  @Override
  public void close() {}
}
