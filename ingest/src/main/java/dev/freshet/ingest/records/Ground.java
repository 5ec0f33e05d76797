package dev.freshet.ingest.records;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What enters the fold from outside the log, as a {@link Control.SettingsChange} carries it.
 *
 * <p>The settings and the identity of the model decide what is computed; build, threads and
 * instruction set decide its last bits only.
 *
 * @param settings the settings of the fold, texts by key
 * @param build the version of the program
 * @param threads that compute
 * @param instructionSet such as {@code AVX2} or {@code AVX512}; {@code portable} where results are
 *     the same on several
 * @param baseModel digest of the weights that a lane begins with
 * @param tokenizer digest of what makes tokens of a text
 * @param weighting digest of the files of the token weighting; empty where it has none
 * @param preconditioner digest of the second moments that scale the steps; empty where none do
 * @param texts digest of the text files that settings name; empty where they name none
 */
public record Ground(
    SortedMap<String, String> settings,
    String build,
    int threads,
    String instructionSet,
    String baseModel,
    String tokenizer,
    String weighting,
    String preconditioner,
    String texts) {
  private static final String SETTING = "setting.";

  public Ground {
    settings = new TreeMap<>(settings);
    Require.that(threads >= 1, "`threads` is below 1");
  }

  /** The one text of each part, by its name. */
  public SortedMap<String, String> values() {
    SortedMap<String, String> values = new TreeMap<>();
    settings.forEach((key, value) -> values.put(SETTING + key, value));
    values.put("build", build);
    values.put("threads", Integer.toString(threads));
    values.put("instructionSet", instructionSet);
    values.put("baseModel", baseModel);
    values.put("tokenizer", tokenizer);
    values.put("weighting", weighting);
    values.put("preconditioner", preconditioner);
    values.put("texts", texts);
    return values;
  }

  /**
   * Reads what {@link #values} wrote; parts that it does not know are passed over.
   *
   * @throws IllegalArgumentException where a part is missing
   */
  public static Ground of(Map<String, String> values) {
    SortedMap<String, String> settings = new TreeMap<>();
    values.forEach(
        (name, value) -> {
          if (name.startsWith(SETTING)) {
            settings.put(name.substring(SETTING.length()), value);
          }
        });
    return new Ground(
        settings,
        Require.name(values.get("build"), "build"),
        threads(values.get("threads")),
        Require.name(values.get("instructionSet"), "instructionSet"),
        Require.name(values.get("baseModel"), "baseModel"),
        Require.name(values.get("tokenizer"), "tokenizer"),
        values.getOrDefault("weighting", ""),
        values.getOrDefault("preconditioner", ""),
        values.getOrDefault("texts", ""));
  }

  private static int threads(@Nullable String text) {
    try {
      return Integer.parseInt(Require.name(text, "threads"));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("`threads` is no whole number", e);
    }
  }

  /** Whether both begin with the same weights and make the same tokens of a text. */
  public boolean hasModelOf(Ground other) {
    return baseModel.equals(other.baseModel) && tokenizer.equals(other.tokenizer);
  }

  /** Whether both give the same bits, the same settings provided. */
  public boolean roundsLike(Ground other) {
    return build.equals(other.build)
        && threads == other.threads
        && instructionSet.equals(other.instructionSet);
  }
}
