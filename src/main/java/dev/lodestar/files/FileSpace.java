package dev.lodestar.files;

/** What uploaded files may take and do take, in bytes. */
public record FileSpace(long allocatedBytes, long usedBytes) {
  public long remainingBytes() {
    return Math.max(0, allocatedBytes - usedBytes);
  }
}
