package dev.freshet.app;

import dev.freshet.learner.weighting.TokenKind;
import dev.freshet.learner.weighting.TokenKind.Classified;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Which kinds of token get the weight, under one weighting or several. */
final class WeightsTable {
  private WeightsTable() {}

  /**
   * One kind of token.
   *
   * @param weights the sum, for each weighting
   */
  record Row(String kind, int tokens, double[] weights) {}

  /** Kinds that partition the tokens, then where in a word the token stands, then all. */
  static List<Row> rows(List<WeighedText> maps) {
    Classified[] kinds = TokenKind.of(maps.get(0).text());
    List<Row> rows = new ArrayList<>();
    for (TokenKind kind : TokenKind.values()) {
      rows.add(row(kind.label(), maps, kinds, token -> token.kind() == kind));
    }
    rows.add(row("begins a word", maps, kinds, Classified::beginsWord));
    rows.add(
        row(
            "within a word",
            maps,
            kinds,
            token -> token.kind() != TokenKind.PUNCTUATION && !token.beginsWord()));
    rows.add(row("all", maps, kinds, token -> true));
    return rows;
  }

  private static Row row(
      String name, List<WeighedText> maps, Classified[] kinds, Predicate<Classified> member) {
    int tokens = 0;
    double[] sums = new double[maps.size()];
    for (int i = 0; i < kinds.length; i++) {
      if (member.test(kinds[i])) {
        tokens++;
        for (int map = 0; map < sums.length; map++) {
          sums[map] += maps.get(map).weights()[i];
        }
      }
    }
    return new Row(name, tokens, sums);
  }

  /** For the terminal: a kind's tokens, and of each weighting its mean and its share. */
  static List<List<String>> cells(List<WeighedText> maps) {
    List<List<String>> cells = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of("kind", "tokens", "share"));
    for (WeighedText map : maps) {
      head.add(map.name() + " mean");
      head.add("share");
    }
    cells.add(head);
    List<Row> rows = rows(maps);
    Row all = rows.get(rows.size() - 1);
    for (Row row : rows) {
      List<String> line = new ArrayList<>();
      line.add(row.kind());
      line.add(Integer.toString(row.tokens()));
      line.add(percent(row.tokens(), all.tokens()));
      for (int i = 0; i < maps.size(); i++) {
        line.add(
            row.tokens() == 0
                ? "-"
                : String.format(Locale.ROOT, "%.3f", row.weights()[i] / row.tokens()));
        line.add(percent(row.weights()[i], all.weights()[i]));
      }
      cells.add(line);
    }
    return cells;
  }

  private static String percent(double part, double whole) {
    return whole == 0 ? "-" : String.format(Locale.ROOT, "%.1f %%", 100 * part / whole);
  }

  /** For {@code --output json}. */
  static Map<String, Object> document(List<WeighedText> maps) {
    Map<String, Object> document = new LinkedHashMap<>();
    WeighedText first = maps.get(0);
    document.put("weightings", maps.stream().map(WeighedText::name).toList());
    document.put("meanWeights", maps.stream().map(map -> map.heatMap().mean()).toList());
    List<Map<String, Object>> tokens = new ArrayList<>();
    for (int i = 0; i < first.weights().length; i++) {
      int target = i;
      Map<String, Object> token = new LinkedHashMap<>();
      token.put("text", first.token(i));
      token.put("start", first.text().starts()[i + 1]);
      token.put("end", first.text().ends()[i + 1]);
      token.put("weights", maps.stream().map(map -> (double) map.weights()[target]).toList());
      tokens.add(token);
    }
    document.put("tokens", tokens);
    document.put("kinds", rows(maps).stream().map(WeightsTable::json).toList());
    return document;
  }

  private static Map<String, @Nullable Object> json(Row row) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("kind", row.kind());
    json.put("tokens", row.tokens());
    json.put("weights", row.weights());
    return json;
  }
}
