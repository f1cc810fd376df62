package dev.lodestar.files;

import dev.lodestar.data.UserStamp;
import java.util.UUID;

/**
 * A file that is all there.
 *
 * @param name as the user gave it, may contain slashes; unique
 * @param sizeBytes of the stored bytes, packed if the file is
 * @param md5 of the stored bytes, in hexadecimal
 */
public record UploadedFile(
    UUID id, String name, long sizeBytes, FileFormats formats, String md5, UserStamp uploaded) {}
