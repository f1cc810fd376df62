/**
 * Outside systems that tests contact: a Kafka broker, an S3 store, registries and clouds of a few
 * lines.
 *
 * <p>{@link dev.lodestar.testing.KafkaBroker} and {@link dev.lodestar.testing.S3Store} are the real
 * programs, each in a JVM of its own with the class path that the build writes to {@code
 * target/test-servers.classpath}; they start when they are first asked for, once per test JVM, and
 * end with it. {@link dev.lodestar.testing.CannedHttp} and {@link
 * dev.lodestar.testing.KinesisServer} stand in for what no test can run: they speak the documented
 * protocol and no more.
 */
package dev.lodestar.testing;
