package dev.lodestar.auth.users;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lodestar.auth.GrantsReader;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of {@code organization_user}. */
@Entity
@Table(name = "organization_user")
class UserEntity {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Id UUID id;
  String username;

  @Column(name = "first_name")
  @Nullable String firstName;

  @Column(name = "last_name")
  @Nullable String lastName;

  boolean enabled;

  @Column(name = "email_verified")
  boolean emailVerified;

  String permissions;
  String identities;
  String actions;

  @Column(name = "created_at")
  Instant createdAt;

  static UserEntity of(User user) {
    UserEntity entity = new UserEntity();
    entity.id = user.id();
    entity.username = user.spec().username();
    entity.createdAt = user.createdAt();
    entity.declared(user.spec());
    return entity;
  }

  void declared(UserSpec spec) {
    firstName = spec.firstName().orElse(null);
    lastName = spec.lastName().orElse(null);
    enabled = spec.standing().enabled();
    emailVerified = spec.standing().emailVerified();
    permissions = GrantsReader.write(spec.grants());
    identities = array(spec.identities());
    actions = array(spec.standing().actions().stream().map(Enum::name).toList());
  }

  User toUser(List<UUID> groups) {
    return new User(
        id,
        new UserSpec(
            username,
            Optional.ofNullable(firstName),
            Optional.ofNullable(lastName),
            new UserSpec.Standing(
                enabled, emailVerified, texts(actions).stream().map(UserAction::valueOf).toList()),
            GrantsReader.stored(permissions),
            groups,
            texts(identities)),
        createdAt);
  }

  private static String array(List<String> texts) {
    return JSON.valueToTree(texts).toString();
  }

  private static List<String> texts(String array) {
    try {
      return Arrays.asList(JSON.readValue(array, String[].class));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("stored members of a user cannot be read", e);
    }
  }
}
