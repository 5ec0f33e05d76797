package dev.freshet.ingest.source;

import static dev.freshet.ingest.TestSettings.MAX_RECORD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.config.IngestSettings;
import dev.freshet.ingest.TestSettings;
import dev.freshet.ingest.records.Decoded.Fault;
import dev.freshet.ingest.records.Signal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignalSourcesTest {
  private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

  @TempDir Path folder;

  @Test
  void aTableHasARowForEachTimeAndTheFilesNameStandsForSeriesAndTopic() throws IOException {
    Path file =
        write(
            "rivers.csv",
            """
            \uFEFFtimestamp,rate,"errors, all"\r
            2026-01-31 12:00:00,41.5,0\r

            2026-01-31T13:05:00+01:00,-4e1,
            2026-01-31 12:10, .5 ,"2"
            """);
    assertThat(read(file, null, null))
        .extracting(item -> ((Item.Point) item).signal())
        .containsExactly(
            new Signal("rivers", "rivers", NOON, Map.of("rate", 41.5, "errors, all", 0.0)),
            new Signal("rivers", "rivers", NOON.plusSeconds(300), Map.of("rate", -40.0)),
            new Signal(
                "rivers",
                "rivers",
                NOON.plusSeconds(600),
                Map.of("rate", 0.5, "errors, all", 2.0)));
  }

  @Test
  void columnsNameARowsSeriesAndTopicAndTheOptionsThoseThatTheyLeaveOut() throws IOException {
    Path file =
        write("x.csv", "date,topic,series,v\n2026-01-31,lakes,a,1\n2026-02-01T00:00:00Z,,,2\n");
    assertThat(read(file, "s", "t"))
        .extracting(item -> ((Item.Point) item).signal())
        .containsExactly(
            new Signal("a", "lakes", NOON.minusSeconds(43_200), Map.of("v", 1.0)),
            new Signal("s", "t", NOON.plusSeconds(43_200), Map.of("v", 2.0)));
  }

  @Test
  void jsonLinesAreTheRecordsOfTheTopic() throws IOException {
    Path file =
        write(
            "q.jsonl",
            """
            {"series":"a","topic":"b","time":"2026-01-31T12:00:00Z","values":{"x":1,"y":null}}
            {"time":"2026-01-31T12:00:00Z","values":{"x":2}}
            {"values":{"x":3}}
            """);
    List<Item> items = read(file, null, "t");
    assertThat(((Item.Point) items.get(0)).signal())
        .isEqualTo(new Signal("a", "b", NOON, Map.of("x", 1.0)));
    assertThat(((Item.Point) items.get(1)).signal())
        .isEqualTo(new Signal("q", "t", NOON, Map.of("x", 2.0)));
    assertThat(((Item.Bad) items.get(2)).why().reason()).contains("`time` is missing", file + ":3");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2026-01-31,1 | 2 fields, where the header has 3",
        "2026-01-31,1,2,3 | 4 fields, where the header has 3",
        "31.01.2026,1,2 | `time` is no time",
        ",1,2 | `time` is no time",
        "2026-02-30,1,2 | `time` is no time",
        "2026-01-31,NaN,2 | `rate` is not a number: NaN",
        "2026-01-31,1d,2 | `rate` is not a number: 1d",
        "2026-01-31,0x1p3,2 | `rate` is not a number",
        "2026-01-31,1e999,2 | `values.rate` is not a finite number",
        "2026-01-31,'\"1,2' | a quote is not closed",
      })
  void aBadRowIsSetAsideWithItsPlaceAndReadingGoesOn(String row, String reason) throws IOException {
    Path file = write("s.csv", "time,rate,errors\n" + row + "\n2026-01-31,1,2\n");
    List<Item> items = read(file, null, null);
    assertThat(items).hasSize(2);
    Item.Bad bad = (Item.Bad) items.get(0);
    assertThat(bad.why().fault()).isEqualTo(Fault.INVALID);
    assertThat(bad.why().reason()).contains(reason, file + ":2");
    assertThat(new String(bad.raw(), StandardCharsets.UTF_8)).isEqualTo(row);
    assertThat(items.get(1)).isInstanceOf(Item.Point.class);
  }

  @Test
  void aRowAboveTheLimitIsSetAsideWithoutBeingHeld() throws IOException {
    Path file = write("s.csv", "time,v\n2026-01-31," + "1".repeat(MAX_RECORD) + "\n2026-01-31,1\n");
    List<Item> items = read(file, null, null);
    assertThat(((Item.Bad) items.get(0)).why().fault()).isEqualTo(Fault.TOO_LARGE);
    assertThat(items.get(1)).isInstanceOf(Item.Point.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rate,time",
        "2026-01-31T12:00:00Z,41.5",
        "time",
        "time,topic,series",
        "time,a,a",
        "time,a,,b",
        "time;a",
        "time,\"a",
      })
  void aHeaderThatIsNoneIsNamedWithTheRemedy(String header) throws IOException {
    Path file = write("s.csv", header + "\n2026-01-31,1\n");
    assertThatThrownBy(() -> read(file, null, null))
        .isInstanceOfSatisfying(
            FreshetException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ExitCode.ARTEFACT);
              assertThat(e.where()).isEqualTo(file + ":1");
              assertThat(e.remedy()).contains("header");
            });
  }

  @Test
  void moreChannelsThanASignalMayHaveAreRefusedAtOnce() throws IOException {
    StringBuilder header = new StringBuilder("time");
    int most = settings().maxSignalValues();
    for (int i = 0; i <= most; i++) {
      header.append(",c").append(i);
    }
    Path file = write("s.csv", header + "\n");
    assertThatThrownBy(() -> read(file, null, null))
        .isInstanceOf(FreshetException.class)
        .hasMessageContaining(most + 1 + " columns are channels");
  }

  @Test
  void anEndingThatSaysNothingAndAFileThatIsNotThereAreRefused() {
    assertThatThrownBy(() -> SignalSources.of(folder.resolve("s.txt"), settings(), null, null))
        .isInstanceOfSatisfying(
            FreshetException.class, e -> assertThat(e.code()).isEqualTo(ExitCode.USAGE));
    assertThatThrownBy(() -> read(folder.resolve("gone.csv"), null, null))
        .isInstanceOfSatisfying(
            FreshetException.class, e -> assertThat(e.code()).isEqualTo(ExitCode.ARTEFACT));
  }

  @Test
  void underAnotherNameTheSameFileIsReadAnew() throws IOException {
    Path file = write("s.csv", "time,v\n2026-01-31,1\n");
    assertThat(SignalSources.of(file, settings(), "a", null).fingerprint())
        .isEqualTo(SignalSources.of(file, settings(), "a", "s").fingerprint())
        .isNotEqualTo(SignalSources.of(file, settings(), "b", null).fingerprint());
  }

  private static IngestSettings settings() {
    return TestSettings.ingest(List.of(), Map.of());
  }

  private static List<Item> read(Path file, @Nullable String series, @Nullable String topic) {
    List<Item> items = new ArrayList<>();
    try (Source.Items reading = SignalSources.of(file, settings(), series, topic).open()) {
      for (Item item = reading.next(); item != null; item = reading.next()) {
        items.add(item);
      }
    }
    return items;
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }
}
