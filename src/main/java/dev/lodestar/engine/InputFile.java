package dev.lodestar.engine;

import java.nio.file.Path;

/**
 * One file to read.
 *
 * @param name as the user knows it, for messages
 * @param path where its bytes are
 */
public record InputFile(String name, Path path, Compression compression) {}
