package dev.freshet.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Settings being put together: the values written so far, each with its place, and the problems met
 * on the way.
 *
 * <p>Layers write into it in rising precedence: a later value replaces an earlier one. Problems are
 * kept rather than thrown, so that the first can say how many follow.
 */
final class Draft {
  static final String DEFAULT = "default";

  /** A value of its key's type, and the place where it was written. */
  record Written(Object value, String where) {}

  private record Problem(String message, String where, String remedy) {}

  private final SettingKeys keys = SettingKeys.ALL;
  private final Map<String, Written> written = new TreeMap<>();
  private final List<Problem> problems = new ArrayList<>();

  /** A draft that holds the defaults. */
  Draft() {
    for (SettingKey key : keys.leaves()) {
      if (key.kind() != SettingKey.Kind.MAP) {
        written.put(key.name(), new Written(key.defaultValue(), DEFAULT));
      }
    }
  }

  /** Takes a value as text under its full dotted key; a list is separated by commas. */
  void write(String name, String text, String where) {
    SettingKey key = keys.find(name);
    if (keys.mapAround(name) != null) {
      written.put(name, new Written(text, where));
    } else if (key == null) {
      unknown(name, where);
    } else {
      switch (key.kind()) {
        case VALUE -> writeValue(key, text, where);
        case LIST -> writeList(key, SettingKey.items(text), where);
        case SECTION, MAP ->
            problem(name + " is a section, but has a single value here", where, keys.listing(name));
      }
    }
  }

  /** Takes the items of a list. */
  void writeList(SettingKey key, List<String> items, String where) {
    written.put(key.name(), new Written(List.copyOf(items), where));
  }

  private void writeValue(SettingKey key, String text, String where) {
    ValueForm form = key.form();
    try {
      written.put(key.name(), new Written(form.read(text), where));
    } catch (IllegalArgumentException otherForm) {
      String not = key.doc().secret() ? "" : ", not " + OneLine.value(text);
      problem(key.name() + " expects " + form.rule() + not, where, "write " + form.rule());
    }
  }

  void unknown(String name, String where) {
    problem(OneLine.key(name) + " is not a setting", where, keys.remedyFor(OneLine.key(name)));
  }

  void problem(String message, String where, String remedy) {
    problems.add(new Problem(message, where, remedy));
  }

  /** What is written under a leaf key. */
  Written at(SettingKey key) {
    return key.kind() == SettingKey.Kind.MAP
        ? new Written(entries(key), DEFAULT)
        : written.getOrDefault(key.name(), new Written(key.defaultValue(), DEFAULT));
  }

  private Map<String, String> entries(SettingKey map) {
    Map<String, String> entries = new TreeMap<>();
    String prefix = map.name() + ".";
    written.forEach(
        (name, entry) -> {
          if (name.startsWith(prefix)) {
            entries.put(name.substring(prefix.length()), (String) entry.value());
          }
        });
    return entries;
  }

  /** For each key, and each entry of a map, the place where its value was written. */
  Map<String, String> origins() {
    Map<String, String> origins = new TreeMap<>();
    written.forEach((name, entry) -> origins.put(name, entry.where()));
    return origins;
  }

  /** Throws the first problem, if there is any, and says how many follow. */
  void throwFirstProblem() {
    if (problems.isEmpty()) {
      return;
    }
    Problem first = problems.get(0);
    int more = problems.size() - 1;
    String rest =
        more == 0 ? "" : more == 1 ? " (and 1 more problem)" : " (and " + more + " more problems)";
    throw new FreshetException(
        ExitCode.CONFIGURATION, first.message() + rest, first.where(), first.remedy());
  }
}
