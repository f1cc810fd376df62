package dev.lodestar.auth.users;

/** What a user has yet to do at the provider. The names are the API's. */
public enum UserAction {
  VERIFY_EMAIL,
  UPDATE_PASSWORD
}
