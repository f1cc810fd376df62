package dev.lodestar.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lodestar.tables.ListedTable;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Lists of tables as they are sent. Megabytes when there are thousands of tables, so they are made
 * once for all who ask while nothing changes, on a worker. Safe for threads.
 */
@ApplicationScoped
class TableListBodies {
  private static final int BODIES_MAX = 16;
  private static final int PIECE_BYTES = 64 * 1024;

  private final ObjectMapper json;
  private volatile Made latest = new Made(List.of());

  TableListBodies(ObjectMapper json) {
    this.json = json;
  }

  private record Key(TableFilter filter, boolean isZipped) {}

  /** A list, which stands for itself and not for its content, and the bodies made of it. */
  private static final class Made {
    private final List<ListedTable> tables;
    private final Map<Key, List<byte[]>> bodies = new ConcurrentHashMap<>();

    Made(List<ListedTable> tables) {
      this.tables = tables;
    }
  }

  /** The body in pieces, if it was made of this very list before; never waits. */
  Optional<List<byte[]>> known(List<ListedTable> tables, TableFilter filter, boolean isZipped) {
    Made made = latest;
    return made.tables == tables
        ? Optional.ofNullable(made.bodies.get(new Key(filter, isZipped)))
        : Optional.empty();
  }

  /** The body in pieces; those who want the same at the same time wait for the first. */
  List<byte[]> of(List<ListedTable> tables, TableFilter filter, boolean isZipped) {
    Made made = made(tables);
    if (made.bodies.size() >= BODIES_MAX) {
      made.bodies.clear();
    }
    return made.bodies.computeIfAbsent(
        new Key(filter, isZipped), key -> body(tables, filter, isZipped));
  }

  private synchronized Made made(List<ListedTable> tables) {
    if (latest.tables != tables) {
      latest = new Made(tables);
    }
    return latest;
  }

  private List<byte[]> body(List<ListedTable> tables, TableFilter filter, boolean isZipped) {
    TableList list =
        new TableList(tables.stream().filter(filter::admits).map(TableSummaryView::of).toList());
    Pieces pieces = new Pieces();
    try (OutputStream out = isZipped ? new QuickGzip(pieces) : pieces) {
      json.writeValue(out, list);
    } catch (IOException e) {
      throw new UncheckedIOException("writing a list of tables", e);
    }
    return pieces.all;
  }

  /** Cuts what is written into pieces of bounded length. */
  private static final class Pieces extends OutputStream {
    private final List<byte[]> all = new ArrayList<>();
    private final ByteArrayOutputStream piece = new ByteArrayOutputStream(PIECE_BYTES);

    @Override
    public void write(int value) {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      for (int done = 0; done < length; ) {
        int part = Math.min(length - done, PIECE_BYTES - piece.size());
        piece.write(bytes, offset + done, part);
        done += part;
        if (piece.size() == PIECE_BYTES) {
          cut();
        }
      }
    }

    private void cut() {
      all.add(piece.toByteArray());
      piece.reset();
    }

    @Override
    public void close() {
      if (piece.size() > 0) {
        cut();
      }
    }
  }

  /** The quickest level takes a third of the time of the usual one and yields a tenth more. */
  private static final class QuickGzip extends GZIPOutputStream {
    QuickGzip(OutputStream out) throws IOException {
      super(out, PIECE_BYTES);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}
