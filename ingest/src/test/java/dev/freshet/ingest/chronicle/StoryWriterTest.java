package dev.freshet.ingest.chronicle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.ingest.TestSettings;
import dev.freshet.ingest.check.CheckReport;
import dev.freshet.ingest.check.CheckRules;
import dev.freshet.ingest.check.Finding;
import dev.freshet.ingest.check.SquadCheck;
import dev.freshet.ingest.records.Document;
import dev.freshet.ingest.records.Probe;
import dev.freshet.ingest.source.DocumentSource;
import dev.freshet.ingest.source.Item;
import dev.freshet.ingest.source.Source;
import dev.freshet.ingest.source.Sources;
import dev.freshet.ingest.source.TextSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written is what the sources read. */
class StoryWriterTest {
  private static final int DOCUMENTS = 300;

  @TempDir Path folder;

  @Test
  void jsonLinesComeBackAsDocumentsWithAllTheirProbes() throws IOException {
    Path file = write(StoryWriter.Format.JSONL, "c.jsonl");

    List<Item.Read> items = read(file);
    Chronicle chronicle = new Chronicle(ChronicleOptions.of(4));
    for (Item.Read item : items) {
      Story story = chronicle.next();
      Document document = Objects.requireNonNull(item.document());
      assertThat(document.id()).isEqualTo(story.id());
      assertThat(document.text()).isEqualTo(story.text());
      assertThat(document.time()).isEqualTo(story.time());
      assertThat(item.probes())
          .extracting(Probe::id)
          .isEqualTo(story.probes().stream().map(Story.Question::id).toList());
      assertThat(item.probes()).allMatch(probe -> story.id().equals(probe.documentId()));
    }
    assertThat(items).hasSize(DOCUMENTS);
  }

  @Test
  void squadFilesHoldWhatADocumentAnswersAndPassTheCheck() throws IOException {
    Path file = write(StoryWriter.Format.SQUAD, "c.json");

    List<Item.Read> items = read(file);
    Chronicle chronicle = new Chronicle(ChronicleOptions.of(4));
    for (Item.Read item : items) {
      Story story = chronicle.next();
      assertThat(Objects.requireNonNull(item.document()).topic()).isEqualTo(story.topic());
      assertThat(item.probes())
          .extracting(Probe::id)
          .isEqualTo(
              story.probes().stream()
                  .filter(probe -> probe.start() >= 0)
                  .map(Story.Question::id)
                  .toList());
    }
    assertThat(items).hasSize(DOCUMENTS);
    CheckReport report = new SquadCheck(new CheckRules(1, 1_000, 1)).read(file).report();
    assertThat(report.findings())
        .as("but for questions that are asked again, of what has changed")
        .allMatch(finding -> finding.rule() == Finding.Rule.DUPLICATE);
  }

  private Path write(StoryWriter.Format format, String name) throws IOException {
    Path file = folder.resolve(name);
    Chronicle chronicle = new Chronicle(ChronicleOptions.of(4));
    try (StoryWriter writer = StoryWriter.to(Files.newOutputStream(file), format)) {
      for (int i = 0; i < DOCUMENTS; i++) {
        writer.write(chronicle.next());
      }
    }
    return file;
  }

  private static List<Item.Read> read(Path file) {
    DocumentSource source =
        Sources.of(file, TestSettings.ingest(List.of(), Map.of()), TextSource.Unit.FILE);
    List<Item.Read> items = new ArrayList<>();
    try (Source.Items all = source.open()) {
      for (Item item = all.next(); item != null; item = all.next()) {
        items.add((Item.Read) item);
      }
    }
    return items;
  }
}
