package dev.lodestar.streams;

/**
 * A part of a stream that has an order.
 *
 * @param stream a topic, or another name that is unique among streams
 * @param number counted from 0
 */
public record StreamPartition(String stream, int number) {}
