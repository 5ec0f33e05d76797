package dev.freshet.config;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All keys that can be set, found by walking the settings records, in the order of the code. */
final class SettingKeys {
  /** The keys of {@link Settings}. */
  static final SettingKeys ALL = new SettingKeys();

  private final Map<String, SettingKey> byName = new LinkedHashMap<>();

  private SettingKeys() {
    walk("", Settings.class);
  }

  private void walk(String prefix, Class<?> type) {
    for (RecordComponent component : type.getRecordComponents()) {
      SettingKey key = SettingKey.of(prefix, component);
      byName.put(key.name(), key);
      if (key.kind() == SettingKey.Kind.SECTION) {
        walk(key.name() + ".", key.type());
      }
    }
  }

  /** Every key that holds something itself: all but the sections. */
  List<SettingKey> leaves() {
    return byName.values().stream().filter(key -> key.kind() != SettingKey.Kind.SECTION).toList();
  }

  /** The keys directly beneath a section; those of the top for an empty name. */
  List<SettingKey> beneath(String section) {
    String prefix = section.isEmpty() ? "" : section + ".";
    return byName.values().stream()
        .filter(key -> key.name().startsWith(prefix))
        .filter(key -> key.name().indexOf('.', prefix.length()) < 0)
        .toList();
  }

  Collection<String> names() {
    return byName.keySet();
  }

  @Nullable SettingKey find(String name) {
    return byName.get(name);
  }

  /** The map that a name such as {@code kafka.acks} falls into; null where it falls into none. */
  @Nullable SettingKey mapAround(String name) {
    for (SettingKey key : byName.values()) {
      if (key.kind() == SettingKey.Kind.MAP
          && name.startsWith(key.name() + ".")
          && name.length() > key.name().length() + 1) {
        return key;
      }
    }
    return null;
  }

  /** The values that a settings record holds, by leaf key, in the order of {@link #leaves}. */
  Map<String, Object> valuesOf(Settings settings) {
    Map<String, Object> values = new LinkedHashMap<>();
    collect("", settings, values);
    return values;
  }

  private void collect(String prefix, Object section, Map<String, Object> into) {
    for (RecordComponent component : section.getClass().getRecordComponents()) {
      SettingKey key = SettingKey.of(prefix, component);
      Object value = read(component, section);
      if (key.kind() == SettingKey.Kind.SECTION) {
        collect(key.name() + ".", value, into);
      } else {
        into.put(key.name(), value);
      }
    }
  }

  private static Object read(RecordComponent component, Object section) {
    try {
      return component.getAccessor().invoke(section);
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException("settings records are public", impossible);
    }
  }

  /** What a user who wrote an unknown key may have meant, as a remedy. */
  String remedyFor(String unknown) {
    List<String> candidates = new ArrayList<>(names());
    candidates.add("kafka.bootstrap.servers");
    List<String> near = Nearest.keys(unknown, candidates);
    if (!near.isEmpty()) {
      return "did you mean " + String.join(" or ", near) + "?";
    }
    int dot = unknown.lastIndexOf('.');
    String section = dot < 0 ? "" : unknown.substring(0, dot);
    return find(section) != null ? listing(section) : listing("");
  }

  /** A sentence that lists what can stand in a section. */
  String listing(String section) {
    SettingKey map = find(section);
    if (map != null && map.kind() == SettingKey.Kind.MAP) {
      return "write names and values beneath it";
    }
    List<String> keys =
        beneath(section).stream()
            .map(key -> key.name().substring(section.isEmpty() ? 0 : section.length() + 1))
            .toList();
    String place = section.isEmpty() ? "the top has the keys " : section + " has the keys ";
    return place + String.join(", ", keys);
  }
}
