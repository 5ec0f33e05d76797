package dev.freshet.learner.redteam;

import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.TokenWindows;
import dev.freshet.learner.decoder.Attention;
import dev.freshet.learner.decoder.Decoder;
import dev.freshet.learner.gate.Candidate;
import dev.freshet.learner.gate.Gate;
import dev.freshet.learner.gate.GateState;
import dev.freshet.learner.gate.Reading;
import dev.freshet.learner.gate.Readings;
import dev.freshet.tensor.Arena;
import dev.freshet.tensor.CounterRandom;
import dev.freshet.tensor.Recording;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import java.util.Arrays;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * The model under attack, as an attacker sees it who has its weights: rows of embeddings that may
 * be moved anywhere, gradients by them, and the way back to tokens; and the gate before it, with
 * all that it remembers. Call it in a scope of the model's device; close it to free its tensors.
 */
public final class Victim implements AutoCloseable {
  private static final String ROWS = "rows";
  private static final double NEVER = -1e30;

  /** Tokens of which the distance to the nearest other one is measured. */
  private static final int MEASURED = 256;

  private final LanguageModel model;
  private final Gate gate;
  private final GateState known;
  private final Arena arena;
  private final boolean[] usable;
  private final Tensor bias;
  private final double spacing;

  /** A function of the final hidden states {@code [1, time, width]}, to a scalar. */
  @FunctionalInterface
  interface Objective {
    Tensor of(Tensor hidden);
  }

  public Victim(LanguageModel model, Gate gate, GateState known) {
    this.model = model;
    this.gate = gate;
    this.known = known;
    this.arena = Arena.on(model.device());
    this.usable = usable(model);
    try (Scope scope = Scope.on(model.device())) {
      this.bias = arena.adopt(bias(table(), usable));
      this.spacing = measuredSpacing();
    }
  }

  /** Tokens that are text by themselves: no special ones, and no halves of a character. */
  private static boolean[] usable(LanguageModel model) {
    boolean[] usable = new boolean[model.config().vocabulary()];
    for (int id = 0; id < usable.length; id++) {
      String text = model.tokenizer().decode(new int[] {id});
      usable[id] = !text.isEmpty() && text.indexOf('\uFFFD') < 0;
    }
    return usable;
  }

  private Tensor table() {
    return model.parameters().get(Decoder.EMBEDDING);
  }

  /** -|v|^2 / 2 of each token's embedding v. */
  private static Tensor bias(Tensor table, boolean[] usable) {
    float[] norms = table.squared().sum(-1, false).toFloats();
    double[] bias = new double[norms.length];
    Arrays.setAll(bias, id -> usable[id] ? -norms[id] / 2 : NEVER);
    return Tensor.of(bias, table.dtype(), bias.length);
  }

  private double measuredSpacing() {
    int[] all = IntStream.range(0, usable.length).filter(id -> usable[id]).toArray();
    new CounterRandom(CounterRandom.seedOf("redteam.spacing"), 0).shuffle(all);
    int[] ids = Arrays.copyOf(all, Math.min(all.length, MEASURED));
    Tensor rows = table().embedding(Tensor.of(ids, ids.length));
    double[] self = new double[ids.length * usable.length];
    for (int i = 0; i < ids.length; i++) {
      self[i * usable.length + ids[i]] = NEVER;
    }
    Tensor closeness =
        rows.linear(table(), bias).plus(Tensor.of(self, rows.dtype(), ids.length, usable.length));
    float[] closest = closeness.max(-1, false).toFloats();
    float[] norms = rows.squared().sum(-1, false).toFloats();
    return IntStream.range(0, ids.length)
        .mapToDouble(i -> Math.sqrt(Math.max(0, norms[i] - 2 * closest[i])))
        .average()
        .orElse(0);
  }

  LanguageModel model() {
    return model;
  }

  /** How novel a text of at least two tokens is to the gate, in a topic that it does not know. */
  double novelty(String text) {
    Candidate candidate = new Candidate("", model.tokenizer().encode(text), "", false);
    Reading reading = Readings.of(model.decoder(), model.parameters(), candidate.text());
    return gate.judge(candidate, reading, known).judgement().score();
  }

  /** The mean distance of a token's embedding from the nearest other one. */
  double spacing() {
    return spacing;
  }

  /** The embeddings {@code [1, time, width]} of ids. */
  Tensor rows(int[] ids) {
    return model.decoder().embed(model.parameters(), Tensor.of(ids, 1, ids.length));
  }

  /** The gradient of an objective by the rows {@code [1, time, width]} that the model reads. */
  Tensor gradient(Tensor rows, Objective objective) {
    try (Scope scope = Scope.nested();
        Recording recording = Recording.of(TensorTree.of(Map.of(ROWS, rows)))) {
      recording.add(
          leaves ->
              objective.of(
                  model
                      .decoder()
                      .contextualise(model.parameters(), leaves.get(ROWS), Attention.CAUSAL)));
      return scope.keep(recording.gradients().get(ROWS));
    }
  }

  /**
   * The token nearest to each row: the one with the largest e'v - |v|^2 / 2. Tokens that an
   * attacker cannot write stay.
   *
   * @param rows {@code [1, time, width]}
   * @param ids what stood there before
   */
  int[] nearest(Tensor rows, int[] ids) {
    try (Scope scope = Scope.nested()) {
      long[] found = rows.linear(table(), bias).argMax(-1).toLongs();
      return IntStream.range(0, ids.length)
          .map(i -> usable[ids[i]] ? Math.toIntExact(found[i]) : ids[i])
          .toArray();
    }
  }

  /** The share of places at which two texts of one length differ. */
  static double changed(int[] ids, int[] others) {
    return IntStream.range(0, ids.length).filter(i -> ids[i] != others[i]).count()
        / (double) ids.length;
  }

  /** A text whose tokens are changed, one window of the model's context after another. */
  String rewritten(String text, UnaryOperator<int[]> change) {
    int[] ids = model.tokenizer().encodePlain(text).ids();
    int[] changed =
        TokenWindows.disjoint(ids, model.config().context()).stream()
            .map(window -> window.length < 2 ? window : change.apply(window))
            .flatMapToInt(Arrays::stream)
            .toArray();
    return model.tokenizer().decode(changed);
  }

  @Override
  public void close() {
    arena.close();
  }
}
