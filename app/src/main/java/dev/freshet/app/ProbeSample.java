package dev.freshet.app;

import dev.freshet.ingest.records.Document;
import dev.freshet.learner.probing.ProbeWriter;
import dev.freshet.learner.probing.WrittenProbe;
import dev.freshet.tensor.CounterRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Probes to be read by people, each of another document, beside the words that they were written
 * from. Documents are drawn evenly from all (Vitter 1985, algorithm R), and of each one probe.
 */
record ProbeSample(List<Drawn> drawn) {
  /** The most that are drawn. */
  static final int MOST = 100_000;

  /** Documents drawn for each probe wanted, since some allow none. */
  private static final int SPARE = 3;

  private static final int BEFORE = 130;
  private static final int AFTER = 50;

  /** One probe, and the words around its answer. */
  record Drawn(String document, WrittenProbe probe, String around) {}

  static ProbeSample draw(DistinctDocuments documents, ProbeWriter writer, int wanted, long seed) {
    CounterRandom random = new CounterRandom(seed, CounterRandom.seedOf("sample"));
    List<Document> kept = new ArrayList<>();
    int seen = 0;
    for (Document next = documents.next(); next != null; next = documents.next()) {
      seen++;
      int place = kept.size() < SPARE * wanted ? kept.size() : random.nextInt(seen);
      if (place == kept.size()) {
        kept.add(next);
      } else if (place < kept.size()) {
        kept.set(place, next);
      }
    }
    List<Drawn> drawn = new ArrayList<>();
    while (drawn.size() < wanted && !kept.isEmpty()) {
      Document document = kept.remove(random.nextInt(kept.size()));
      List<WrittenProbe> probes = writer.write(document.text());
      if (!probes.isEmpty()) {
        WrittenProbe probe = probes.get(random.nextInt(probes.size()));
        drawn.add(new Drawn(document.id(), probe, around(document.text(), probe)));
      }
    }
    return new ProbeSample(drawn);
  }

  private static String around(String text, WrittenProbe probe) {
    int end = probe.answerStart() + probe.answer().length();
    String before = text.substring(Math.max(0, probe.answerStart() - BEFORE), probe.answerStart());
    String after = text.substring(end, Math.min(text.length(), end + AFTER));
    return (before + "[" + probe.answer() + "]" + after).replaceAll("\\s+", " ");
  }

  void print(CommandContext context) {
    if (context.json()) {
      context.print(Map.of("probes", drawn.stream().map(ProbeSample::row).toList()));
      return;
    }
    for (int i = 0; i < drawn.size(); i++) {
      WrittenProbe probe = drawn.get(i).probe();
      context
          .out()
          .printf(
              Locale.ROOT,
              "%d %s: %s >> %s%n    %s%n",
              i + 1,
              probe.rule(),
              probe.prompt(),
              probe.answer(),
              drawn.get(i).around());
    }
  }

  private static Map<String, Object> row(Drawn drawn) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("document", drawn.document());
    row.put("form", drawn.probe().form().name().toLowerCase(Locale.ROOT));
    row.put("rule", drawn.probe().rule());
    row.put("prompt", drawn.probe().prompt());
    row.put("answer", drawn.probe().answer());
    row.put("around", drawn.around());
    return row;
  }
}
