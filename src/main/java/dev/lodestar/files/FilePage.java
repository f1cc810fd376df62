package dev.lodestar.files;

import java.util.List;

/**
 * Part of a list of files.
 *
 * @param totalCount how many files the selection has in all
 */
public record FilePage(List<UploadedFile> files, long totalCount) {
  public FilePage {
    files = List.copyOf(files);
  }
}
