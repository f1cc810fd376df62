package dev.lodestar.server;

import dev.lodestar.error.ErrorCode;
import dev.lodestar.error.ServiceException;
import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HexFormat;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.jspecify.annotations.Nullable;

/** The PostgreSQL programs that travel in a jar, unpacked once into the data directory. */
final class PostgresBinaries {
  private static final int EXECUTABLE = 0100;

  private PostgresBinaries() {}

  /**
   * Makes sure that the programs are there whole, and removes those of other releases.
   *
   * @return a folder with {@code bin/postgres}, {@code bin/initdb} and {@code bin/pg_ctl}, named by
   *     the content of the archive
   */
  static Path unpack(Path parent) throws IOException {
    var folder = parent.resolve("bin-" + checksum());
    if (!Files.isDirectory(folder)) {
      var unfinished = parent.resolve("bin.new");
      deleteTree(unfinished);
      extract(unfinished);
      Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
    }
    try (Stream<Path> siblings = Files.list(parent)) {
      for (var old : siblings.filter(path -> isOther(path, folder)).toList()) {
        deleteTree(old);
      }
    }
    return folder;
  }

  /** Removes a folder with all that is in it; a missing one is fine. Links are not followed. */
  static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static boolean isOther(Path path, Path folder) {
    return path.getFileName().toString().startsWith("bin") && !path.equals(folder);
  }

  private static InputStream archive() throws IOException {
    var system = System.getProperty("os.name").startsWith("Mac") ? "Darwin" : "Linux";
    var architecture = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    architecture = architecture.equals("amd64") ? "x86_64" : architecture;
    try {
      return DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(system, architecture);
    } catch (IllegalStateException e) {
      throw new ServiceException(
          ErrorCode.NOT_SUPPORTED,
          "lodestar.database-url",
          "This build carries no PostgreSQL for "
              + system
              + " on "
              + architecture
              + "; set LODESTAR_DATABASE_URL to a PostgreSQL of your own.",
          e);
    }
  }

  /** Read at each start: what a digest takes in code that is not compiled yet would be noticed. */
  private static String checksum() throws IOException {
    var checksum = new CRC32();
    try (var archive = new CheckedInputStream(archive(), checksum)) {
      archive.transferTo(OutputStream.nullOutputStream());
    }
    return HexFormat.of().toHexDigits((int) checksum.getValue());
  }

  private static void extract(Path folder) throws IOException {
    Files.createDirectories(folder);
    try (var tar = new TarArchiveInputStream(new XZCompressorInputStream(archive()))) {
      for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        extract(entry, tar, folder.resolve(entry.getName()).normalize());
      }
    }
  }

  private static void extract(TarArchiveEntry entry, InputStream content, Path target)
      throws IOException {
    if (entry.isDirectory()) {
      Files.createDirectories(target);
      return;
    }
    Files.createDirectories(target.resolveSibling("."));
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
      return;
    }
    Files.copy(content, target);
    if ((entry.getMode() & EXECUTABLE) != 0 && !target.toFile().setExecutable(true)) {
      throw new IOException("cannot make " + target + " executable");
    }
  }
}
