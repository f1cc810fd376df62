package dev.lodestar.auth;

/** An API key and how to recognize its text. */
record StoredKey(ApiKey key, KeyDigest digest) {}
