package dev.freshet.config;

import java.util.ArrayList;
import java.util.List;

/** The documentation of all settings, generated from their {@link Setting} annotations. */
public final class SettingsReference {
  private static final int WIDTH = 96;
  private static final String HEAD =
      """
      # Settings

      Generated from the settings records in `config/`; a test holds the two together. To write it \
      again after a change:

          mvn -pl config test -Dtest=SettingsReferenceTest -Dfreshet.regenerate=true

      A value comes from the last of these that sets it:

      1. the default below,
      2. one YAML file (`--config FILE`): sections nest, or their names join with dots,
      3. an environment variable; an empty one counts as unset,
      4. the flag `--set key=value`, with the full dotted key.

      An unknown key or a value out of bounds is an error that names the place and what was \
      probably meant; nothing is ignored. `freshet config show` prints the values in effect and \
      where each was written, secrets masked; `freshet config show --defaults` prints a file to \
      start from.

      | type | written as |
      |---|---|
      | duration | `200ms`, `5s`, `10m`, `1h`, `2d` |
      | size | `512B`, `64KiB`, `1MiB`, `2GiB` |
      | number | `0.0001`, `1e-4`, `1.0e-4` |
      | list of texts | `[a, b]`; in a variable or flag `a,b` |
      | names and texts | a section of your own names; nested ones join with dots |
      """;

  private SettingsReference() {}

  /** The page docs/reference/settings.md. */
  public static String markdown() {
    StringBuilder page = new StringBuilder(HEAD);
    List<SettingKey> top = SettingKeys.ALL.beneath("");
    table(page, "Top level", "", top);
    sections(page, top);
    return page.toString();
  }

  private static void sections(StringBuilder page, List<SettingKey> among) {
    for (SettingKey section : among) {
      if (section.kind() == SettingKey.Kind.SECTION) {
        List<SettingKey> keys = SettingKeys.ALL.beneath(section.name());
        table(page, "`" + section.name() + "`", section.doc().value() + "\n\n", keys);
        sections(page, keys);
      }
    }
  }

  private static void table(
      StringBuilder page, String title, String introduction, List<SettingKey> keys) {
    page.append("\n## ").append(title).append("\n\n").append(introduction);
    page.append(
        "| key | type | default | meaning | environment variable |\n|---|---|---|---|---|\n");
    for (SettingKey key : keys) {
      if (key.kind() != SettingKey.Kind.SECTION) {
        page.append(row(key)).append('\n');
      }
    }
  }

  private static String row(SettingKey key) {
    boolean map = key.kind() == SettingKey.Kind.MAP;
    String secret = key.doc().secret() && !map ? " Never shown." : "";
    List<String> cells =
        List.of(
            "`" + key.name() + (map ? ".*" : "") + "`",
            key.typeName(),
            "`" + defaultOf(key) + "`",
            key.doc().value() + secret,
            "`" + key.variable() + (map ? "_*" : "") + "`");
    return "| "
        + String.join(" | ", cells.stream().map(c -> c.replace("|", "\\|")).toList())
        + " |";
  }

  /** The default in YAML, in the very form in which its annotation writes it. */
  private static String defaultOf(SettingKey key) {
    boolean number = key.kind() == SettingKey.Kind.VALUE && key.type() != String.class;
    return number ? key.doc().byDefault() : YamlText.of(key.defaultValue());
  }

  /** A YAML file of all defaults, each under its meaning; loading it gives the defaults. */
  public static String defaultsYaml() {
    StringBuilder yaml = new StringBuilder("# Every setting of Freshet, at its default.\n");
    for (SettingKey key : SettingKeys.ALL.beneath("")) {
      yaml.append('\n');
      append(yaml, "", key);
      if (key.kind() == SettingKey.Kind.SECTION) {
        SettingKeys.ALL.beneath(key.name()).forEach(inner -> append(yaml, "  ", inner));
      }
    }
    return yaml.toString();
  }

  private static void append(StringBuilder yaml, String indent, SettingKey key) {
    for (String line : wrapped(key.doc().value(), WIDTH - indent.length())) {
      yaml.append(indent).append("# ").append(line).append('\n');
    }
    String leaf = key.name().substring(key.name().lastIndexOf('.') + 1);
    boolean section = key.kind() == SettingKey.Kind.SECTION;
    String value = section ? "" : " " + defaultOf(key);
    yaml.append(indent).append(leaf).append(':').append(value).append('\n');
  }

  private static List<String> wrapped(String text, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ")) {
      if (line.length() > 0 && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.length() > 0 ? " " : "").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
