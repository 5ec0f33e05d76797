package dev.freshet.app;

import dev.freshet.ingest.records.Document;
import dev.freshet.tensor.CounterRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** Documents that do not belong in a stream of English articles. */
final class StrangeDocuments {
  private static final String TOPIC = "strange";
  private static final long SEED = CounterRandom.seedOf("demo.strange");

  private static final String CODE =
      """
      for (int i = 0; i < rows.length; i++) {
        if (rows[i] == null || rows[i].isEmpty()) { continue; }
        total += Integer.parseInt(rows[i].split(";")[3].trim()) * 0x1F;
        cache.computeIfAbsent(key(i), k -> new ArrayList<>()).add(rows[i]);
      }
      return total % MODULUS == 0 ? Optional.empty() : Optional.of(total);
      """;

  private static final String LOOP =
      "Click here to win. Click here to win now. Click here, click here, click here to win. ";

  private StrangeDocuments() {}

  /** Words in disorder, a text that repeats itself, a piece of code. */
  static List<Document> like(Document usual) {
    String[] words = usual.text().split("\\s+");
    int[] order = new int[words.length];
    Arrays.setAll(order, i -> i);
    new CounterRandom(SEED, 0).shuffle(order);
    String disorder = String.join(" ", Arrays.stream(order).mapToObj(i -> words[i]).toList());
    return List.of(
        document(1, "Words in disorder", disorder, usual.time()),
        document(2, "A loop", LOOP.repeat(6).strip(), usual.time()),
        document(3, "Code", CODE, usual.time()));
  }

  private static Document document(int number, String title, String text, Instant time) {
    return new Document("strange-" + number, TOPIC, time, text, title, null);
  }
}
