package dev.freshet.ingest.records;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Logs as past versions wrote them stay readable: one file for each schema version, with every kind
 * that it knew. A new version adds a file, and touches none.
 */
class GoldenLogTest {
  private static final Path FOLDER = Path.of("src", "test", "resources", "golden");
  private static final JsonSerde<LogRecord> RECORDS = JsonSerde.of(LogRecord.class);

  private static List<String> lines(int version) throws IOException {
    return Files.readAllLines(FOLDER.resolve("log-" + version + ".jsonl"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1})
  void everyRecordIsReadWithItsDigestAndWithoutAHole(int version) throws IOException {
    long seq = 0;
    for (String line : lines(version)) {
      LogRecord record = RECORDS.decode(line.getBytes(StandardCharsets.UTF_8)).orThrow();
      assertThat(record.seq()).isEqualTo(++seq);
      assertThat(record.digest()).as(line).isEqualTo(record.entry().digest());
    }
    assertThat(seq).isPositive();
  }

  @Test
  void thePresentVersionHasAFileWithEveryKindAndWritesItsVeryFields() throws IOException {
    EnumSet<Kind> kinds = EnumSet.noneOf(Kind.class);
    List<JsonNode> written = new ArrayList<>();
    List<JsonNode> golden = new ArrayList<>();
    for (String line : lines(LogRecord.SCHEMA_VERSION)) {
      LogRecord record = RECORDS.decode(line.getBytes(StandardCharsets.UTF_8)).orThrow();
      kinds.add(record.kind());
      written.add(Json.MAPPER.readTree(RECORDS.encode(record)));
      golden.add(Json.MAPPER.readTree(line));
    }
    assertThat(kinds).containsExactlyInAnyOrder(Kind.values());
    assertThat(written).isEqualTo(golden);
  }

  @Test
  void whatTheFirstVersionSaid() throws IOException {
    LogRecord third = RECORDS.decode(lines(1).get(2).getBytes(StandardCharsets.UTF_8)).orThrow();
    assertThat(third.entry())
        .isInstanceOfSatisfying(
            Document.class,
            document -> {
              assertThat(document.id()).isEqualTo("b");
              assertThat(document.text())
                  .isEqualTo("The Rhône \u2028 leaves Lake Geneva at \uD83C\uDFDE.");
            });
  }
}
