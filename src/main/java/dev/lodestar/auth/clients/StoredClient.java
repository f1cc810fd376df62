package dev.lodestar.auth.clients;

import dev.lodestar.auth.KeyDigest;

/** An OAuth client and how to recognize its secret. */
record StoredClient(OAuthClient client, KeyDigest digest) {}
