package dev.freshet.config;

import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * One key that can be set, as found on a settings record.
 *
 * @param name the full dotted key, {@code adapter.learning-rate}
 * @param type the component's type
 * @param doc its meaning and its default
 */
record SettingKey(String name, Kind kind, Class<?> type, Setting doc) {

  /** What stands under a key. */
  enum Kind {
    /** Keys of its own. */
    SECTION,
    /** One value, in the form of its type. */
    VALUE,
    /** Texts, in order. */
    LIST,
    /** Texts under names that are not ours, such as Kafka's. */
    MAP
  }

  /** The key of a record's component; {@code prefix} is empty or ends with a dot. */
  static SettingKey of(String prefix, RecordComponent component) {
    Class<?> type = component.getType();
    Setting doc =
        Objects.requireNonNull(
            component.getAnnotation(Setting.class), () -> component + " has no @Setting");
    return new SettingKey(prefix + kebab(component.getName()), kind(type), type, doc);
  }

  /** The form of this key's value; only for the kind VALUE. */
  ValueForm form() {
    return ValueForm.of(type).orElseThrow();
  }

  /** The default, as a value of the component's type. */
  Object defaultValue() {
    return switch (kind) {
      case VALUE -> form().read(doc.byDefault());
      case LIST -> items(doc.byDefault());
      case MAP -> Map.of();
      case SECTION -> throw new IllegalStateException(name + " is a section");
    };
  }

  /** The environment variable that sets it. */
  String variable() {
    return EnvironmentLayer.PREFIX
        + name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  /** What the reference calls its type. */
  String typeName() {
    return switch (kind) {
      case VALUE -> form().name();
      case LIST -> "list of texts";
      case MAP -> "names and texts";
      case SECTION -> "section";
    };
  }

  /** A list written in one line, as in an environment variable: {@code a, b}. */
  static List<String> items(String text) {
    return List.of(text.split(",")).stream()
        .map(String::strip)
        .filter(item -> !item.isEmpty())
        .toList();
  }

  private static Kind kind(Class<?> type) {
    if (ValueForm.of(type).isPresent()) {
      return Kind.VALUE;
    }
    if (type == List.class) {
      return Kind.LIST;
    }
    if (type == Map.class) {
      return Kind.MAP;
    }
    if (type.isRecord()) {
      return Kind.SECTION;
    }
    throw new IllegalStateException("no form is known for settings of " + type);
  }

  private static String kebab(String camel) {
    return camel.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }
}
