package dev.freshet.ingest.source;

import static dev.freshet.ingest.TestSettings.MAX_RECORD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.ingest.TestSettings;
import dev.freshet.ingest.records.Decoded.Fault;
import dev.freshet.ingest.records.Digests;
import dev.freshet.ingest.records.Document;
import dev.freshet.ingest.records.Probe;
import dev.freshet.ingest.source.TextSource.Unit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourcesTest {
  @TempDir Path folder;

  @Test
  void jsonLinesAreDocumentsAndProbesAndABadLineNamesItsPlace() throws IOException {
    Path file =
        write(
            "things.jsonl",
            """
            \uFEFF{"id":"a","topic":"t","text":"one"}

            {"id":"b","text":"two"}\r
            nonsense
            {"id":"p","topic":"t","question":"q?","answers":["x"]}
            {"id":"c","topic":"t","text":"three"}\
            """);
    List<Item> items = read(file);
    assertThat(items).hasSize(5);
    assertThat(document(items.get(0)).id()).isEqualTo("a");
    assertThat(document(items.get(1)).topic()).isEqualTo("things");
    assertThat(items.get(2).where()).isEqualTo(file + ":4");
    assertThat(((Item.Bad) items.get(2)).raw())
        .isEqualTo("nonsense".getBytes(StandardCharsets.UTF_8));
    assertThat(((Item.Bad) items.get(2)).why().reason()).contains(file + ":4");
    assertThat(((Item.Read) items.get(3)).probes()).hasSize(1);
    assertThat(document(items.get(4)).text()).isEqualTo("three");
  }

  @Test
  void probesBesideADocumentTakeFromItWhatTheyLeaveOut() throws IOException {
    Path file =
        write(
            "things.jsonl",
            """
            {"id":"a","text":"one","news":[{"start":0,"end":3}],"probes":[\
            {"question":"q?","answers":["x"],"kind":"new"},\
            {"id":"p","topic":"u","documentId":"z","question":"r?","answers":["y"]},\
            {"question":"no answer?"},7]}
            {"question":"alone?","answers":["x"],"id":"s"}
            {"id":"b","text":"two","probes":{"question":"no list?"}}
            {"id":"c","text":"three","probes":null}\
            """);
    List<Item> items = read(file);
    assertThat(items).hasSize(7);
    List<Probe> probes = ((Item.Read) items.get(0)).probes();
    assertThat(probes)
        .containsExactly(
            new Probe("a#1", "things", "a", "q?", List.of("x")),
            new Probe("p", "u", "z", "r?", List.of("y")));
    assertThat(((Item.Bad) items.get(1)).why().reason()).contains("answers", file + ":1");
    assertThat(((Item.Bad) items.get(2)).why().reason()).contains("probes");
    assertThat(((Item.Read) items.get(3)).probes())
        .containsExactly(new Probe("s", "things", null, "alone?", List.of("x")));
    assertThat(document(items.get(4)).id()).isEqualTo("b");
    assertThat(((Item.Bad) items.get(5)).why().reason()).contains("`probes` is not a list");
    assertThat(document(items.get(6)).id()).isEqualTo("c");
  }

  @Test
  void aLineOf50MegabytesIsABadItemThatKeepsLittleOfIt() throws IOException {
    Path file = folder.resolve("large.jsonl");
    byte[] line = new byte[50 << 20];
    Arrays.fill(line, (byte) 'x');
    try (var out = Files.newOutputStream(file)) {
      out.write(line);
      out.write(
          "\n{\"id\":\"a\",\"topic\":\"t\",\"text\":\"one\"}\n".getBytes(StandardCharsets.UTF_8));
    }
    List<Item> items = read(file);
    Item.Bad bad = (Item.Bad) items.get(0);
    assertThat(bad.why().fault()).isEqualTo(Fault.TOO_LARGE);
    assertThat(bad.raw()).hasSize(64 << 10);
    assertThat(bad.size()).isEqualTo(line.length);
    assertThat(bad.digest()).isEqualTo(Digests.sha256(line));
    assertThat(document(items.get(1)).id()).isEqualTo("a");
  }

  @Test
  void aPackedFileReadsLikeThePlainOneAndATruncatedOneIsNamed() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(
          "{\"id\":\"a\",\"topic\":\"t\",\"text\":\"one\"}\n".getBytes(StandardCharsets.UTF_8));
    }
    Path whole = Files.write(folder.resolve("a.jsonl.gz"), packed.toByteArray());
    assertThat(document(read(whole).get(0)).text()).isEqualTo("one");
    byte[] half = Arrays.copyOf(packed.toByteArray(), packed.size() / 2);
    Path cut = Files.write(folder.resolve("b.jsonl.gz"), half);
    assertArtefact(cut, "gzip", cut.toString());
  }

  @Test
  void aTextFileIsOneDocumentOrOnePerParagraph() throws IOException {
    Path file = write("notes.txt", "first\nline\n\n\n  \nsecond\n");
    assertThat(document(read(file).get(0)).text()).isEqualTo("first\nline\n\n\n  \nsecond");
    List<Item> paragraphs = read(file, Unit.PARAGRAPH);
    assertThat(paragraphs)
        .extracting(item -> document(item).text())
        .containsExactly("first\nline", "second");
    assertThat(paragraphs).extracting(Item::where).containsExactly(file + ":1", file + ":6");
    assertThat(document(paragraphs.get(0)).id()).isEqualTo(Document.derivedId("first\nline"));
    assertThat(document(paragraphs.get(0)).topic()).isEqualTo("notes");
  }

  @Test
  void aTextThatIsTooLargeOrBinaryIsABadItemAndParagraphsGoOnAfterIt() throws IOException {
    Path file = write("long.txt", "x".repeat(MAX_RECORD + 1) + "\nrest\n\nnext");
    assertThat(read(file)).hasSize(1).first().isInstanceOf(Item.Bad.class);
    List<Item> paragraphs = read(file, Unit.PARAGRAPH);
    assertThat(paragraphs).hasSize(3);
    assertThat(paragraphs.get(0)).isInstanceOf(Item.Bad.class);
    assertThat(document(paragraphs.get(1)).text()).isEqualTo("rest");
    assertThat(document(paragraphs.get(2)).text()).isEqualTo("next");
    Path binary = Files.write(folder.resolve("binary.txt"), new byte[] {(byte) 0xFF, 0, 1});
    assertThat(((Item.Bad) read(binary).get(0)).why().fault()).isEqualTo(Fault.NOT_UTF8);
  }

  @Test
  void aFolderIsReadInTheOrderOfItsPathsAndPassesOverWhatItDoesNotKnow() throws IOException {
    write("b/one.txt", "from b");
    write("a/two.md", "from a");
    write("c.jsonl", "{\"id\":\"x\",\"topic\":\"t\",\"text\":\"from c\"}");
    write("picture.png", "png");
    write(".hidden.txt", "hidden");
    List<Item> items = read(folder);
    assertThat(items)
        .extracting(item -> document(item).text())
        .containsExactly("from a", "from b", "from c");
    assertThat(items).extracting(item -> document(item).topic()).containsExactly("a", "b", "t");
  }

  @Test
  void whatIsMissingEmptyOrOfUnknownFormatSaysSo() throws IOException {
    Path missing = folder.resolve("none.jsonl");
    assertThatThrownBy(() -> Sources.of(missing, TestSettings.settings().ingest(), Unit.FILE))
        .isInstanceOfSatisfying(
            FreshetException.class, e -> assertThat(e.code()).isEqualTo(ExitCode.ARTEFACT));
    assertArtefact(write("empty.jsonl", ""), "empty", "empty.jsonl");
    Files.createDirectory(folder.resolve("nothing"));
    assertArtefact(folder.resolve("nothing"), "holds no", "nothing");
    Path odd = write("odd.xyz", "x");
    assertThatThrownBy(() -> Sources.of(odd, TestSettings.settings().ingest(), Unit.FILE))
        .isInstanceOfSatisfying(
            FreshetException.class, e -> assertThat(e.code()).isEqualTo(ExitCode.USAGE));
  }

  @Test
  void aFingerprintChangesWithTheFileAndWithAnyFileOfAFolder() throws IOException {
    Path file = write("a.txt", "one");
    String before = source(file, Unit.FILE).fingerprint();
    String folderBefore = source(folder, Unit.FILE).fingerprint();
    assertThat(source(file, Unit.FILE).fingerprint()).isEqualTo(before);
    write("a.txt", "one more");
    assertThat(source(file, Unit.FILE).fingerprint()).isNotEqualTo(before);
    assertThat(source(folder, Unit.FILE).fingerprint()).isNotEqualTo(folderBefore);
  }

  static void assertArtefact(Path file, String message, String where) {
    assertThatThrownBy(() -> read(file))
        .isInstanceOfSatisfying(
            FreshetException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ExitCode.ARTEFACT);
              assertThat(e.getMessage()).contains(message);
              assertThat(e.where()).contains(where);
              assertThat(e.remedy()).isNotBlank();
            });
  }

  static List<Item> read(Path path) {
    return read(path, Unit.FILE);
  }

  private static List<Item> read(Path path, Unit unit) {
    List<Item> all = new ArrayList<>();
    try (Source.Items items = source(path, unit).open()) {
      for (Item item = items.next(); item != null; item = items.next()) {
        all.add(item);
      }
    }
    return all;
  }

  private static DocumentSource source(Path path, Unit unit) {
    return Sources.of(path, TestSettings.ingest(List.of(), Map.of()), unit);
  }

  static Document document(Item item) {
    return Objects.requireNonNull(((Item.Read) item).document());
  }

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }
}
