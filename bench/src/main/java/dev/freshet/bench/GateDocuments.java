package dev.freshet.bench;

import dev.freshet.config.Settings;
import dev.freshet.ingest.records.Document;
import dev.freshet.ingest.source.Item;
import dev.freshet.ingest.source.Source;
import dev.freshet.ingest.source.Sources;
import dev.freshet.ingest.source.TextSource;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.gate.Candidate;
import dev.freshet.learner.gate.Gate;
import dev.freshet.learner.gate.GateState;
import dev.freshet.learner.gate.GateTrial.Read;
import dev.freshet.learner.gate.Readings;
import dev.freshet.learner.redteam.Attack;
import dev.freshet.learner.redteam.Attacks;
import dev.freshet.learner.redteam.Victim;
import dev.freshet.learner.tokenizer.EncodedText;
import dev.freshet.tensor.CounterRandom;
import dev.freshet.tensor.Scope;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** Documents of files, in random order, as a model reads them and a gate gets to know them. */
final class GateDocuments {
  private static final long SEED = CounterRandom.seedOf("bench.gate-start");

  private final LanguageModel model;
  private final Settings settings;

  GateDocuments(LanguageModel model, Settings settings) {
    this.model = model;
    this.settings = settings;
  }

  /** All of a file. */
  List<Document> of(Path file) {
    List<Document> all = new ArrayList<>();
    try (Source.Items items =
        Sources.of(file, settings.ingest(), TextSource.Unit.PARAGRAPH).open()) {
      for (Item item = items.next(); item != null; item = items.next()) {
        if (item instanceof Item.Read good && good.document() != null) {
          all.add(good.document());
        }
      }
    }
    int[] order = new int[all.size()];
    Arrays.setAll(order, i -> i);
    new CounterRandom(SEED, 0).shuffle(order);
    return Arrays.stream(order).mapToObj(all::get).toList();
  }

  /** A strange kind: a file, or what an attack on a gate makes of documents. */
  List<Read> kind(String name, List<Document> victims, int most, Gate gate, GateState known) {
    if (Files.exists(Path.of(name))) {
      return read(of(Path.of(name)), most, text -> text);
    }
    Attack attack =
        Attacks.all().stream()
            .filter(member -> member.description().name().equals(name))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no file and no attack: " + name));
    CounterRandom random = new CounterRandom(SEED, CounterRandom.seedOf(name));
    try (Victim victim = new Victim(model, gate, known)) {
      return read(
          victims,
          most,
          text -> {
            try (Scope scope = Scope.on(model.device())) {
              return attack.of(text, victim, random);
            }
          });
    }
  }

  /** Some documents, their texts made into others. */
  List<Read> read(List<Document> documents, int most, UnaryOperator<String> made) {
    List<Read> reads = new ArrayList<>();
    for (Document document : documents.subList(0, Math.min(most, documents.size()))) {
      EncodedText text = model.tokenizer().encode(made.apply(document.text()));
      if (text.length() > 1) {
        try (Scope scope = Scope.on(model.device())) {
          reads.add(
              new Read(
                  new Candidate(document.id(), text, document.topic(), false),
                  Readings.of(model.decoder(), model.parameters(), text)));
        }
      }
    }
    return reads;
  }

  /** A gate's state after it has read documents. */
  static GateState known(Gate gate, List<Read> usual) {
    GateState state = GateState.INITIAL;
    for (Read read : usual) {
      state = gate.judge(read.candidate(), read.reading(), state).state();
    }
    return state;
  }
}
