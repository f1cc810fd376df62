package dev.lodestar.bench;

import dev.lodestar.crash.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/** What Linux knows about the use of memory and processors; elsewhere memory reads as 0. */
final class ProcessFigures {
  private ProcessFigures() {}

  static Duration cpu(ProcessHandle process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** The same of a server's database with all that it started. */
  static Duration cpuOfDatabase(ServerProcess server) throws IOException {
    return server.database().stream()
        .flatMap(postgres -> Stream.concat(Stream.of(postgres), postgres.descendants()))
        .map(ProcessFigures::cpu)
        .reduce(Duration.ZERO, Duration::plus);
  }

  static Duration cpu(ServerProcess server) {
    return cpu(ProcessHandle.of(server.pid()).orElseThrow());
  }

  /** The most that a process ever had in memory, in mebibytes. */
  static long peakMebibytes(long pid) throws IOException {
    return mebibytes(Path.of("/proc/" + pid + "/status"), "VmHWM:");
  }

  /** What a process has in memory now, in mebibytes. */
  static long residentMebibytes(long pid) throws IOException {
    return mebibytes(Path.of("/proc/" + pid + "/status"), "VmRSS:");
  }

  /** What a process and all that it started have in memory now, shared pages counted once. */
  static long treeMebibytes(ProcessHandle root) throws IOException {
    long sum = 0;
    for (ProcessHandle process : Stream.concat(Stream.of(root), root.descendants()).toList()) {
      sum += mebibytes(Path.of("/proc/" + process.pid() + "/smaps_rollup"), "Pss:");
    }
    return sum;
  }

  private static long mebibytes(Path file, String name) throws IOException {
    if (!Files.exists(file)) {
      return 0;
    }
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith(name))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
          .findFirst()
          .orElse(0);
    }
  }
}
