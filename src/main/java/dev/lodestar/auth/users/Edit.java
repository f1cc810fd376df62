package dev.lodestar.auth.users;

import java.util.List;

/** A change of users or groups that was checked and is to be stored. */
sealed interface Edit {
  /** These are new, or other than before. */
  record PutUsers(List<User> users) implements Edit {
    public PutUsers {
      users = List.copyOf(users);
    }
  }

  /** This one is no more. */
  record RemoveUser(User user) implements Edit {}

  /** This one is new, or other than before. */
  record PutGroup(Group group) implements Edit {}

  /** This one is no more, and nobody a member. */
  record RemoveGroup(Group group) implements Edit {}
}
