package dev.lodestar.streams;

/**
 * A part of a stream that has an order.
 *
 * @param stream a topic, or another name that is unique among streams
 * @param name unique within the stream, such as the number of a partition or the id of a shard
 */
public record StreamPartition(String stream, String name) {}
