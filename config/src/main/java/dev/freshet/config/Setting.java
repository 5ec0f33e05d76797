package dev.freshet.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Documents one component of a settings record, beside it: its meaning and its default.
 *
 * <p>The key is the component's name in kebab case. The settings reference is generated from these.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {
  /** One or two sentences for the reference page. */
  String value();

  /** The default, written as a user would write it in YAML. Empty text is the empty value. */
  String byDefault() default "";

  /**
   * True for values that must never be shown. Of a map, true where entries may be secrets; each is
   * then judged by its name (see {@link Secrets}).
   */
  boolean secret() default false;
}
