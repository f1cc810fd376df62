/**
 * Holds {@code deploy/} to what it promises, without a container engine and without a cluster:
 * manifests against the fields that Kubernetes knows and against each other, Dockerfiles against
 * rules, the Compose file, the metadata of the native image against the class path. Start with
 * {@code ManifestsTest}.
 */
@NullMarked
package dev.lodestar.deploy;

import org.jspecify.annotations.NullMarked;
