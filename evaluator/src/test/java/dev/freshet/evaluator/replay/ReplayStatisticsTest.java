package dev.freshet.evaluator.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.evaluator.replay.Paired.Mean;
import dev.freshet.evaluator.replay.ReplayReport.Contender;
import dev.freshet.evaluator.replay.ReplayReport.Subject;
import dev.freshet.ingest.records.Adaptation.Decision;
import dev.freshet.learner.scoring.ReferenceText;
import dev.freshet.tensor.CounterRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is said of runs, on runs that are made by hand. */
class ReplayStatisticsTest {
  private static final int DOCUMENTS = 60;
  private static final double BASE = 5;

  private static ReplayRow row(int seq, double gain, int probes) {
    Asked.Score base = new Asked.Score(BASE, 0, 0);
    Asked.Score now = new Asked.Score(BASE - gain, 0.5, 0);
    Asked.Score end = new Asked.Score(BASE - gain / 2, 0.5, 0);
    List<Asked> asked = new ArrayList<>();
    for (int i = 0; i < probes; i++) {
      asked.add(new Asked("p" + seq + "." + i, base, now, end));
    }
    return new ReplayRow(
        seq,
        "d" + seq,
        seq % 2 == 0 ? "even, \"quoted\"" : "<b>odd</b>",
        seq,
        seq + 1,
        Decision.TRAINED,
        3,
        4.0,
        1,
        asked,
        new int[] {0, 4},
        new int[] {3, 7},
        new float[] {1, 0});
  }

  private static ReplayRun run(int order, String digest, List<ReplayRow> rows) {
    return new ReplayRun(
        "0".repeat(64),
        order,
        rows.size(),
        3L * rows.size(),
        1e9,
        1000,
        2,
        3,
        digest,
        null,
        new ReferenceText.Comparison(10, 4, 4, 0.01),
        rows);
  }

  private static ReplayRun run(String digest, IntToDoubleFunction gain) {
    return run(
        1,
        digest,
        IntStream.range(0, DOCUMENTS).mapToObj(i -> row(i, gain.applyAsDouble(i), 2)).toList());
  }

  private static ReplayReport report(ReplayRun... runs) {
    List<Contender> contenders = new ArrayList<>();
    for (int i = 0; i < runs.length; i++) {
      contenders.add(
          new Contender(i == 0 ? "first" : "<i>other</i> " + i, Map.of(), false, List.of(runs[i])));
    }
    return new ReplayReport(
        new Subject("a & b", "main", 1, 60, DOCUMENTS, 1, null, null, null, "Not compared."),
        contenders,
        1,
        seq -> "<u>a</u> text");
  }

  private static double noise(int i) {
    return new CounterRandom(3, i).nextGaussian();
  }

  @Test
  void aConstantDifferenceIsShownAndNoiseAroundZeroIsNot() {
    ReplayReport report =
        report(
            run("a", i -> 0.3 + 0.1 * noise(i)),
            run("b", i -> 0.5 + 0.1 * noise(i)),
            run("c", i -> 0.3 + 0.1 * noise(i) + (i % 2 == 0 ? 0.05 : -0.05)),
            run("d", i -> 0.2 + 0.1 * noise(i)));
    assertThat(report.verdict()).hasSize(3);
    assertThat(report.verdict().get(0))
        .startsWith("<i>other</i> 1 against first: took up more right after reading, +0.200 nats")
        .contains("knew more at the end, +0.100 nats")
        .contains("KL 0.0100 against 0.0100");
    assertThat(report.verdict().get(1))
        .startsWith("<i>other</i> 2 against first: no difference shown. uptake ");
    assertThat(report.verdict().get(2)).contains("took up less", "knew less");
  }

  @Test
  void theSameWeightsAreNoDifference() {
    ReplayReport report = report(run("a", i -> 0.3), run("a", i -> 0.3));
    assertThat(report.verdict().get(0)).contains("the same to the last bit");
    assertThat(report.html()).doesNotContain("Documents that decided it");
  }

  @Test
  void theIntervalIsThatOfAPairedMean() {
    ReplayRun first = run("a", i -> 10 * noise(i));
    ReplayRun other = run("b", i -> 10 * noise(i) + 0.2 + 0.1 * noise(i + 500));
    Mean difference =
        uptake(
            new Replays(List.of(List.of(first), List.of(other)), 1)
                .result(1, "b", Map.of(), false));
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < DOCUMENTS; i++) {
      double d = 0.2 + 0.1 * noise(i + 500);
      sum += d;
      squares += d * d;
    }
    double mean = sum / DOCUMENTS;
    double error = Math.sqrt((squares / DOCUMENTS - mean * mean) / DOCUMENTS);
    assertThat(difference.value()).isCloseTo(mean, within(1e-9));
    assertThat(difference.low()).isCloseTo(mean - 1.96 * error, within(0.1 * error));
    assertThat(difference.high()).isCloseTo(mean + 1.96 * error, within(0.1 * error));
  }

  /** The difference in uptake from the first variant. */
  private static Mean uptake(VariantResult result) {
    return Objects.requireNonNull(Objects.requireNonNull(result.against()).uptake());
  }

  @Test
  void documentsThatOneRunLacksAreNotPaired() {
    ReplayRun first = run(1, "a", List.of(row(1, 0.1, 1), row(2, 0.2, 3), row(3, 0.9, 0)));
    ReplayRun other = run(1, "b", List.of(row(2, 0.6, 3), row(4, 5, 1)));
    Replays replays = new Replays(List.of(List.of(first), List.of(other)), 1);
    VariantResult result = replays.result(1, "b", Map.of(), false);
    assertThat(replays.probes()).isEqualTo(3);
    assertThat(uptake(result).value()).isCloseTo(0.4, within(1e-12));
    assertThat(uptake(result).low()).as("one document has no interval").isNaN();
    assertThat(replays.deciding(1, 5)).containsExactly(2L);
  }

  @Test
  void probesAreCountedByHowFarBackTheirDocumentLies() {
    ReplayRun run = run(1, "a", IntStream.range(0, 120).mapToObj(i -> row(i, 1, 1)).toList());
    VariantResult result = new Replays(List.of(List.of(run)), 1).result(0, "a", Map.of(), false);
    assertThat(result.byLag())
        .extracting(VariantResult.LagLine::lag, VariantResult.LagLine::probes)
        .containsExactly(tuple("1 to 9", 9), tuple("10 to 99", 90), tuple("100 to 999", 20));
    assertThat(result.byLag().get(0).uptake()).isEqualTo(1);
    assertThat(result.byLag().get(0).gain()).isEqualTo(0.5);
  }

  @Test
  void namesTopicsAndTextsAreShownAsTheyStand() {
    ReplayReport report = report(run("a", i -> 0.1 * noise(i)), run("b", i -> 0.2));
    assertThat(report.html())
        .contains("Replay of a &amp; b", "&lt;i&gt;other&lt;/i&gt;", "&lt;b&gt;odd&lt;/b&gt;")
        .contains("<span class=\"w9\" title=\"1.000\">&lt;u&gt;</span>")
        .doesNotContain("<i>", "<b>", "<u>", "NaN", "null", "src=", "http");
    assertThat(report.csv())
        .hasSize(2 * DOCUMENTS + 1)
        .contains(
            "first,1,0,0,d0,\"even, \"\"quoted\"\"\",trained,1,3,4.0,1.0,2,5.0,"
                + (BASE - 0.1 * noise(0))
                + ","
                + (BASE - 0.1 * noise(0) / 2)
                + ",0.0,0.5,0.5");
  }
}
