package dev.lodestar.auth;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What callers of an operation must be allowed to do. Without any permission, any credentials will
 * do; an operation without this annotation and without {@link OpenToAll} is refused.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Requires {
  /** All of these. */
  Permission[] value() default {};

  /** One of these besides. */
  Permission[] anyOf() default {};

  /** Whether a permission for single projects is not enough. */
  boolean organization() default false;

  /** What a request may need besides, depending on what it asks for; for the documentation. */
  String besides() default "";
}
