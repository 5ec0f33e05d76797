package dev.freshet.config;

/** A value that a settings record refuses; the loader adds the place where it was written. */
final class InvalidSettingException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String key;

  InvalidSettingException(String key, String rule) {
    super(rule);
    this.key = key;
  }

  /** The key within its record, in kebab case. */
  String key() {
    return key;
  }
}
