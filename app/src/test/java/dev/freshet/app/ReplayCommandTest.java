package dev.freshet.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.freshet.config.ExitCode;
import dev.freshet.ingest.records.Digests;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A demo on the embedded broker is recorded once; then it is replayed without a broker. */
class ReplayCommandTest {
  private static final int DOCUMENTS = 12;

  @TempDir static Path shared;
  private static Path model = Path.of("");
  private static Path stream = Path.of("");
  private static Path recording = Path.of("");
  private static String digest = "";
  private static JsonNode demo = new ObjectMapper().createObjectNode();

  @TempDir Path folder;

  @BeforeAll
  static void recordADemo() throws IOException {
    model = TinyModel.in(shared.resolve("model"));
    stream = SmallStream.in(shared.resolve("stream.json"), DOCUMENTS);
    recording = shared.resolve("recording");
    List<Object> arguments = new ArrayList<>();
    arguments.addAll(List.of("demo", "--stream", stream, "--documents", DOCUMENTS));
    arguments.addAll(List.of("--state", shared.resolve("state"), "--record", recording));
    Run run = Run.of(with(arguments, "adapter.learning-rate=0.05").toArray());
    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.OK);
    demo = run.json();
    digest = demo.path("checkpoint").path("weightsDigest").asText();
    assertThat(digest).hasSize(64);
  }

  private static List<Object> with(List<Object> arguments, String... more) {
    List<Object> all = new ArrayList<>(arguments);
    List<String> settings = new ArrayList<>(List.of(more));
    settings.add("model.directory=" + model);
    settings.add("evaluator.reference=" + stream);
    settings.add("adapter.optimizer=sgd");
    settings.add("adapter.weighting=uniform");
    settings.add("adapter.anchor.weight=0");
    settings.forEach(setting -> all.addAll(List.of("--set", setting)));
    all.addAll(List.of("--output", "json"));
    return all;
  }

  /** Under settings that are not the recorded ones: the log is to decide. */
  private Run replay(Path log, Path out, Object... more) {
    List<Object> arguments = new ArrayList<>();
    arguments.addAll(List.of("replay", "--log", log, "--out", out));
    arguments.addAll(List.of("--state", folder.resolve("nowhere")));
    arguments.addAll(List.of(more));
    return Run.of(with(arguments, "adapter.learning-rate=0.3").toArray());
  }

  private static JsonNode good(Run run) {
    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.OK);
    return run.json();
  }

  private Path variant(String file, String text) throws IOException {
    return Files.writeString(folder.resolve(file), text);
  }

  private static void refused(Run run, ExitCode code, String... words) {
    assertThat(run.code()).as(run.err()).isEqualTo(code);
    assertThat(run.errLines()).hasSizeLessThanOrEqualTo(3);
    assertThat(run.err()).contains(words).doesNotContain("Exception");
    assertThat(run.json().path("error").path("message").asText()).isNotEmpty();
  }

  @Test
  void theRecordedSettingsGiveTheRecordedWeightsBitForBit() throws IOException {
    JsonNode json = good(replay(recording, folder.resolve("out")));
    assertThat(json.path("reproduced").asBoolean()).isTrue();
    assertThat(json.path("recordedDigest").asText()).isEqualTo(digest);
    JsonNode only = json.path("variants").path(0);
    assertThat(only.path("weightsDigest").asText()).isEqualTo(digest);
    assertThat(only.path("nllGain").asDouble())
        .as("uptake as the demo's own evaluator measured it")
        .isCloseTo(demo.path("uptake").path("nllGain").asDouble(), within(1e-5));
    assertThat(only.path("localityKl").asDouble())
        .isCloseTo(demo.path("locality").path("kl").asDouble(), within(1e-6));
    assertThat(only.path("flops").asDouble()).isPositive();
    assertThat(folder.resolve("out").resolve("report.csv")).content().hasLineCount(DOCUMENTS + 1);
  }

  @Test
  void anotherRateShowsADifferenceAndTheSameSettingsShowNone() throws IOException {
    Path same = variant("same.yaml", "name: same\nadapter:\n  learning-rate: 0.05\n");
    Path fast = variant("fast.yaml", "name: fast\nadapter:\n  learning-rate: 0.5\n");
    Path none = variant("none.yaml", "name: none\n");
    Path out = folder.resolve("out");
    Run run =
        replay(
            recording,
            out,
            "--variant",
            same,
            "--variant",
            fast,
            "--variant",
            none,
            "--orders",
            "2");
    JsonNode json = good(run);
    assertThat(json.path("reproduced").asBoolean()).isTrue();
    assertThat(json.path("variants").path(0).path("weightsDigest").asText()).isEqualTo(digest);
    assertThat(json.path("variants").path(1).path("weightsDigest").asText()).isNotEqualTo(digest);
    assertThat(json.path("variants").path(2).path("weightsDigest").asText()).isEqualTo(digest);
    JsonNode against = json.path("variants").path(1).path("againstFirst");
    assertThat(against.path("nllGain").asDouble()).isNotZero();
    assertThat(against.path("nllGainCi95")).hasSize(2);
    JsonNode alike = json.path("variants").path(2).path("againstFirst");
    assertThat(alike.path("nllGain").asDouble()).isZero();
    assertThat(json.path("verdict").asText())
        .contains("none against same: no difference, the weights are the same to the last bit")
        .contains("fast against same: ")
        .contains("nats per token");
    assertThat(run.err()).contains("run 6 of 6");
    String page = Files.readString(out.resolve("report.html"));
    assertThat(page)
        .contains("<svg", "prefers-color-scheme: dark", "Documents that decided it", "class=\"w")
        .doesNotContain("src=", "href=", "<script", "@import", "url(");
    assertThat(out.resolve("report.csv")).content().hasLineCount(6 * DOCUMENTS + 1);
    assertThat(new ObjectMapper().readTree(out.resolve("report.json").toFile())).isEqualTo(json);
  }

  @Test
  void aVariantMayLearnInBatches() throws IOException {
    Path pairs = variant("pairs.yaml", "name: pairs\nadapter:\n  batch: 2\n");
    Path out = folder.resolve("out");
    JsonNode only = good(replay(recording, out, "--variant", pairs)).path("variants").path(0);
    assertThat(only.path("weightsDigest").asText()).isNotEqualTo(digest);
    assertThat(only.path("nllGain").asDouble()).isNotZero();
    assertThat(out.resolve("report.csv")).content().hasLineCount(DOCUMENTS + 1);
  }

  @Test
  void runsThatAreDoneAreTakenUpAgainAndADamagedOneIsDoneAgain() throws IOException {
    Path out = folder.resolve("out");
    JsonNode first = good(replay(recording, out));
    Path same = variant("same.yaml", "name: recorded\n");
    Path slow = variant("slow.yaml", "name: slow\nadapter:\n  learning-rate: 0.001\n");
    Files.writeString(
        Files.createDirectories(out.resolve("work").resolve("state")).resolve("left"),
        "by a replay that was killed amid its second run");
    Run again = replay(recording, out, "--variant", same, "--variant", slow);
    assertThat(again.err())
        .contains("run 1 of 2: recorded, order 1: done by an earlier replay")
        .contains("run 2 of 2: slow, order 1: 12 documents in");
    assertThat(good(again).path("variants").path(0)).isEqualTo(first.path("variants").path(0));
    assertThat(out.resolve("work").resolve("state")).doesNotExist();
    try (Stream<Path> done = Files.list(out.resolve("work"))) {
      for (Path run : done.filter(path -> path.toString().endsWith(".json.gz")).toList()) {
        byte[] bytes = Files.readAllBytes(run);
        Files.write(run, Arrays.copyOf(bytes, bytes.length / 2));
      }
    }
    Run repaired = replay(recording, out);
    assertThat(repaired.err()).contains("12 documents in");
    assertThat(good(repaired).path("variants").path(0).path("weightsDigest").asText())
        .isEqualTo(digest);
  }

  @Test
  void aStretchBeginsWhereItIsSaidAndEndsInTheSameWeights() throws IOException {
    Path same = variant("same.yaml", "name: same\n");
    Path fast = variant("fast.yaml", "name: fast\nadapter:\n  learning-rate: 0.5\n");
    JsonNode json =
        good(
            replay(
                recording,
                folder.resolve("out"),
                "--from",
                "8",
                "--variant",
                same,
                "--variant",
                fast));
    assertThat(json.path("documents").asInt()).isBetween(3, DOCUMENTS - 3);
    assertThat(json.path("reproduced").asBoolean()).isTrue();
    assertThat(json.path("variants").path(0).path("weightsDigest").asText()).isEqualTo(digest);
    assertThat(json.path("variants").path(1).path("weightsDigest").asText()).isNotEqualTo(digest);
    JsonNode none = good(replay(recording, folder.resolve("early"), "--to", "6"));
    assertThat(none.path("reproduced").isNull()).isTrue();
    refused(
        replay(recording, folder.resolve("nothing"), "--from", "9999"),
        ExitCode.USAGE,
        "holds no record");
    refused(
        replay(recording, folder.resolve("unknown"), "--from", "nosuch"),
        ExitCode.ARTEFACT,
        "there is no checkpoint nosuch");
  }

  @Test
  void aDocumentsHtmlIsShownAsText() throws IOException {
    Path attacked =
        copyOf(
            recording,
            folder.resolve("attacked"),
            line -> line.replace("The sea takes", "<script>alert(1)</script> & takes"));
    Path slow = variant("slow.yaml", "name: <b>slow</b>\nadapter:\n  learning-rate: 0.001\n");
    Path same = variant("same.yaml", "name: same\n");
    Path out = folder.resolve("out");
    Run run = replay(attacked, out, "--variant", same, "--variant", slow);
    assertThat(run.code())
        .as("the texts are not those that were recorded")
        .isEqualTo(ExitCode.FAILURE);
    assertThat(run.json().path("reproduced").asBoolean(true)).isFalse();
    String page = Files.readString(out.resolve("report.html"));
    assertThat(page).contains("&lt;b&gt;slow&lt;/b&gt;").doesNotContain("<script", "<b>");
  }

  @Test
  void aLogWithAGapIsRefused() throws IOException {
    Path holed =
        copyOf(
            recording,
            folder.resolve("holed"),
            line -> line.contains("\\\"seq\\\":5,") ? "" : line);
    refused(replay(holed, folder.resolve("out")), ExitCode.ARTEFACT, "gap", "record 4");
    Path headless =
        copyOf(
            recording,
            folder.resolve("headless"),
            line -> line.matches(".*\"seq\\\\\":[1-4],.*") ? "" : line);
    refused(
        replay(headless, folder.resolve("out2")),
        ExitCode.ARTEFACT,
        "begins with record 5",
        "--state");
  }

  @Test
  void aDamagedRecordingIsRefused() throws IOException {
    Path damaged = copyOf(recording, folder.resolve("damaged"), line -> line);
    Path log = damaged.resolve("freshet.log.jsonl.gz");
    byte[] bytes = Files.readAllBytes(log);
    bytes[bytes.length / 2] ^= 1;
    Files.write(log, bytes);
    refused(replay(damaged, folder.resolve("out")), ExitCode.ARTEFACT, "digest");
    Path nothing = Files.createDirectories(folder.resolve("nothing"));
    refused(replay(nothing, folder.resolve("out")), ExitCode.ARTEFACT, "no recording");
  }

  @Test
  void probesWithoutAnswersAreLeftOutAndSaid() throws IOException {
    Path bare =
        copyOf(
            recording,
            folder.resolve("bare"),
            line -> line.replaceAll("\\\\\"answers\\\\\":\\[[^]]*]", "\\\\\"answers\\\\\":[]"));
    Run run = replay(bare, folder.resolve("out"));
    JsonNode json = good(run);
    assertThat(run.err()).contains(2 * DOCUMENTS + " probes cannot be read").contains("answers");
    assertThat(json.path("reproduced").asBoolean()).isTrue();
    assertThat(json.path("variants").path(0).path("nllGain").isNull()).isTrue();
  }

  @Test
  void variantsThatCannotBeUsedAreRefused() throws IOException {
    Path good = variant("good.yaml", "name: good\n");
    Path twin = variant("twin.yaml", "name: good\n");
    Path broken = variant("broken.yaml", "adapter: [1\n");
    Path unknown = variant("unknown.yaml", "adapter:\n  lerning-rate: 1\n");
    Path other = variant("model.yaml", "model:\n  directory: elsewhere\n");
    Path out = folder.resolve("out");
    refused(
        replay(recording, out, "--variant", good, "--variant", twin),
        ExitCode.CONFIGURATION,
        "two variants are called good");
    refused(
        replay(recording, out, "--variant", broken),
        ExitCode.CONFIGURATION,
        "broken.yaml:",
        "YAML");
    refused(
        replay(recording, out, "--variant", unknown),
        ExitCode.CONFIGURATION,
        "lerning-rate",
        "learning-rate");
    refused(replay(recording, out, "--variant", other), ExitCode.CONFIGURATION, "cannot set model");
    assertThat(out).doesNotExist();
  }

  @Test
  void aFolderThatCannotBeTakenIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    refused(replay(recording, file.resolve("out")), ExitCode.FAILURE, "cannot be written");
    Path foreign = Files.createDirectories(folder.resolve("foreign"));
    Files.writeString(foreign.resolve("precious.txt"), "keep");
    refused(replay(recording, foreign), ExitCode.USAGE, "not empty");
    Path out = folder.resolve("out");
    good(replay(recording, out));
    String before = Files.readString(out.resolve("report.html"));
    refused(replay(recording, out, "--to", "7"), ExitCode.USAGE, "another log");
    assertThat(out.resolve("report.html")).content().isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/b", "no such", "..", "töpic", "a:b", "x\u0000y"})
  void aNameThatNoTopicCanHaveIsOneClearLine(String name) {
    Run run = Run.of("replay", "--log", name, "--out", folder.resolve("o"), "--output", "json");
    if (!name.equals("..")) {
      refused(run, ExitCode.ARTEFACT, "no topic can be called so");
    } else {
      refused(run, ExitCode.ARTEFACT, "no recording");
    }
    refused(
        Run.of("record", "--topic", name, "--out", folder.resolve("o"), "--output", "json"),
        ExitCode.USAGE,
        "no topic can be called so");
  }

  @Test
  void topicsOfABrokerAreRecordedAndReplayedAlike() throws IOException {
    Path out = folder.resolve("recording");
    Path state = shared.resolve("state");
    JsonNode recorded = good(Run.of("record", "--state", state, "--out", out, "--output", "json"));
    assertThat(recorded.path("records").path("freshet.log").asInt()).isEqualTo(DOCUMENTS + 1);
    assertThat(recorded.path("records").path("freshet.probes").asInt()).isEqualTo(2 * DOCUMENTS);
    assertThat(good(replay(out, folder.resolve("a"))).path("reproduced").asBoolean()).isTrue();
    List<Object> live = new ArrayList<>();
    live.addAll(List.of("replay", "--log", "freshet.log", "--out", folder.resolve("b")));
    live.addAll(List.of("--state", state));
    JsonNode ofTopic = good(Run.of(with(live).toArray()));
    assertThat(ofTopic.path("reproduced").asBoolean()).isTrue();
    assertThat(ofTopic.path("recordedDigest").asText()).isEqualTo(digest);
    String step = ofTopic.path("recordedSeq").asText();
    assertThat(step).isEqualTo(Integer.toString(DOCUMENTS + 1));
    refused(
        Run.of("record", "--state", state, "--out", out, "--output", "json"),
        ExitCode.USAGE,
        "holds a recording");
    refused(
        Run.of(
            "record",
            "--state",
            state,
            "--topic",
            "a.B_c-9",
            "--out",
            folder.resolve("c"),
            "--output",
            "json"),
        ExitCode.CONFIGURATION,
        "no such topic");
    assertThat(folder.resolve("c")).doesNotExist();
  }

  /** A recording whose lines are others, its digests right. */
  private static Path copyOf(Path from, Path to, UnaryOperator<String> line) throws IOException {
    Files.createDirectories(to);
    String manifest = Files.readString(from.resolve("recording.json"));
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".gz")).toList()) {
        byte[] before = Files.readAllBytes(file);
        String text;
        try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(file))) {
          text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        String changed =
            text.lines()
                .map(line)
                .filter(kept -> !kept.isEmpty())
                .map(kept -> kept + "\n")
                .collect(Collectors.joining());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream zipped = new GZIPOutputStream(bytes)) {
          zipped.write(changed.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        Files.write(to.resolve(file.getFileName()), bytes.toByteArray());
        manifest = manifest.replace(Digests.sha256(before), Digests.sha256(bytes.toByteArray()));
      }
    }
    Files.writeString(to.resolve("recording.json"), manifest);
    return to;
  }
}
