package dev.freshet.bench;

import dev.freshet.config.IngestSettings;
import dev.freshet.config.SettingsLoader;
import dev.freshet.evaluator.Questions;
import dev.freshet.ingest.records.Document;
import dev.freshet.ingest.source.Item;
import dev.freshet.ingest.source.Source;
import dev.freshet.ingest.source.Sources;
import dev.freshet.ingest.source.TextSource;
import dev.freshet.learner.scoring.Question;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The documents of a stream with their questions, in order, as the pipeline would read them. */
record StreamItem(Document document, List<Question> questions) {

  static List<StreamItem> read(Path stream, int most) {
    IngestSettings settings = SettingsLoader.defaults().ingest();
    List<StreamItem> read = new ArrayList<>();
    try (Source.Items items = Sources.of(stream, settings, TextSource.Unit.FILE).open()) {
      for (Item item = items.next(); item != null && read.size() < most; item = items.next()) {
        if (item instanceof Item.Read good && good.document() != null) {
          read.add(
              new StreamItem(good.document(), good.probes().stream().map(Questions::of).toList()));
        }
      }
    }
    return read;
  }
}
