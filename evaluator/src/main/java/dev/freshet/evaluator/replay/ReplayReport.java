package dev.freshet.evaluator.replay;

import dev.freshet.evaluator.replay.Paired.Mean;
import dev.freshet.ingest.records.Adaptation.Decision;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Everything that a replay came to, for a person at the terminal, for a script and as a page. */
public final class ReplayReport {
  private static final int DECIDING_DOCUMENTS = 3;

  /**
   * What was replayed.
   *
   * @param log the topic's name or the recording's folder
   * @param firstSeq with {@code lastSeq} the records replayed
   * @param recordedDigest of the weights when it was recorded; null where no checkpoint says
   * @param recordedSeq the record after which they had it
   * @param reproduced null where it cannot be said
   * @param reproduction the same in words
   */
  public record Subject(
      String log,
      String lane,
      long firstSeq,
      long lastSeq,
      int documents,
      int orders,
      @Nullable String recordedDigest,
      @Nullable Long recordedSeq,
      @Nullable Boolean reproduced,
      String reproduction) {}

  /**
   * A variant and its runs.
   *
   * @param runs one for each order, the recorded order first
   */
  public record Contender(
      String name, Map<String, String> overrides, boolean recorded, List<ReplayRun> runs) {}

  private final Subject subject;
  private final Replays replays;
  private final List<VariantResult> variants = new ArrayList<>();
  private final List<String> verdict;
  private final LongFunction<String> texts;

  /**
   * @param seed of the resampling
   * @param texts a document's text, by its recorded number
   */
  public ReplayReport(
      Subject subject, List<Contender> contenders, long seed, LongFunction<String> texts) {
    this.subject = subject;
    this.texts = texts;
    this.replays = new Replays(contenders.stream().map(Contender::runs).toList(), seed);
    for (int i = 0; i < contenders.size(); i++) {
      Contender contender = contenders.get(i);
      variants.add(
          replays.result(i, contender.name(), contender.overrides(), contender.recorded()));
    }
    this.verdict = variants.size() > 1 ? Verdict.of(variants) : List.of(subject.reproduction());
  }

  Subject subject() {
    return subject;
  }

  List<VariantResult> variants() {
    return variants;
  }

  /** Plain words, a sentence for each variant after the first. */
  public List<String> verdict() {
    return verdict;
  }

  int probes() {
    return replays.probes();
  }

  /** The documents on which a variant differs most from the first. */
  List<Deciding> deciding(int variant) {
    List<Deciding> deciding = new ArrayList<>();
    for (long seq : replays.deciding(variant, DECIDING_DOCUMENTS)) {
      deciding.add(
          new Deciding(
              replays.difference(variant, seq),
              texts.apply(seq),
              row(variants.get(0), seq),
              row(variants.get(variant), seq)));
    }
    return deciding;
  }

  /** A document that two variants took up differently; its rows are of the recorded order. */
  record Deciding(double difference, String text, ReplayRow first, ReplayRow other) {}

  private static ReplayRow row(VariantResult variant, long seq) {
    return variant.runs().get(0).rows().stream()
        .filter(row -> row.seq() == seq)
        .findFirst()
        .orElseThrow();
  }

  /** The contract's JSON, and more. */
  public Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("log", subject.log());
    json.put("lane", subject.lane());
    json.put("records", List.of(subject.firstSeq(), subject.lastSeq()));
    json.put("documents", subject.documents());
    json.put("probes", probes());
    json.put("orders", subject.orders());
    json.put("recordedDigest", subject.recordedDigest());
    json.put("recordedSeq", subject.recordedSeq());
    json.put("reproduced", subject.reproduced());
    json.put("reproduction", subject.reproduction());
    json.put("variants", variants.stream().map(ReplayReport::json).toList());
    json.put("verdict", String.join(" ", verdict));
    return json;
  }

  private static Map<String, @Nullable Object> json(VariantResult variant) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("name", variant.name());
    json.put("settings", variant.overrides());
    json.put("recorded", variant.recorded());
    json.put("weightsDigest", variant.weightsDigest());
    putMean(json, "nllGain", variant.uptake());
    putMean(json, "retention", variant.retention());
    putMean(json, "f1Now", variant.f1());
    putMean(json, "emNow", variant.em());
    putMean(json, "lossBefore", variant.loss());
    json.put("localityKl", variant.localityKl());
    json.put("seconds", variant.learnSeconds());
    json.put("flops", variant.flops());
    json.put("bytes", variant.stateBytes());
    json.put("decisions", decisions(variant.runs().get(0)));
    json.put(
        "byTopic",
        variant.byTopic().stream()
            .map(
                line ->
                    fields("topic", line.topic(), line.probes(), line.uptake(), line.retention()))
            .toList());
    json.put(
        "byLag",
        variant.byLag().stream()
            .map(line -> fields("lag", line.lag(), line.probes(), line.uptake(), line.gain()))
            .toList());
    VariantResult.Differences against = variant.against();
    if (against != null) {
      Map<String, @Nullable Object> differences = new LinkedHashMap<>();
      putMean(differences, "nllGain", against.uptake());
      putMean(differences, "retention", against.retention());
      putMean(differences, "f1Now", against.f1());
      putMean(differences, "lossBefore", against.loss());
      json.put("againstFirst", differences);
    }
    return json;
  }

  private static Map<String, Long> decisions(ReplayRun run) {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (Decision decision : Decision.values()) {
      if (run.count(decision) > 0) {
        counts.put(decision.wire(), run.count(decision));
      }
    }
    return counts;
  }

  private static Map<String, @Nullable Object> fields(
      String key, String value, int probes, double uptake, double retention) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put(key, value);
    fields.put("probes", probes);
    fields.put("nllGain", uptake);
    fields.put("retention", retention);
    return fields;
  }

  private static void putMean(
      Map<String, @Nullable Object> json, String name, @Nullable Mean mean) {
    json.put(name, mean == null ? null : mean.value());
    json.put(
        name + "Ci95",
        mean == null || Double.isNaN(mean.low()) ? null : List.of(mean.low(), mean.high()));
  }

  /** Rows for the terminal, the names of the columns first. */
  public List<List<String>> table() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "variant",
            "uptake",
            "95 %",
            "against first",
            "95 %",
            "retention",
            "F1",
            "KL elsewhere",
            "learner s"));
    for (VariantResult variant : variants) {
      VariantResult.Differences against = variant.against();
      Mean difference = against == null ? null : against.uptake();
      rows.add(
          List.of(
              variant.name(),
              signed(variant.uptake()),
              interval(variant.uptake()),
              signed(difference),
              interval(difference),
              signed(variant.retention()),
              variant.f1() == null ? "-" : String.format(Locale.ROOT, "%.3f", variant.f1().value()),
              String.format(Locale.ROOT, "%.4f", variant.localityKl()),
              String.format(Locale.ROOT, "%.1f", variant.learnSeconds())));
    }
    return rows;
  }

  static String signed(@Nullable Mean mean) {
    return mean == null ? "-" : String.format(Locale.ROOT, "%+.3f", mean.value());
  }

  static String interval(@Nullable Mean mean) {
    return mean == null || Double.isNaN(mean.low())
        ? "-"
        : String.format(Locale.ROOT, "[%+.3f, %+.3f]", mean.low(), mean.high());
  }

  /** One line for each document of each run (RFC 4180). */
  public List<String> csv() {
    return ReplayCsv.lines(variants);
  }

  /** The page. */
  public String html() {
    return new ReplayPage(this).html();
  }
}
