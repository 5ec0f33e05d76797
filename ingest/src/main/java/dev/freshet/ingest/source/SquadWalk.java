package dev.freshet.ingest.source;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.ingest.file.Inputs;
import dev.freshet.ingest.records.Json;
import dev.freshet.ingest.records.Utf8;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The walk over a SQuAD file: top object, {@code data}, articles, {@code paragraphs}. One paragraph
 * is in memory at a time, unless the title of an article comes after its paragraphs. Not safe for
 * several threads.
 */
public final class SquadWalk implements AutoCloseable {
  private static final int MAX_WAITING = 10_000;
  private static final ObjectReader PARTS =
      Json.MAPPER.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final FilePlace place;
  private final JsonParser parser;
  private final Queue<Paragraph> ready = new ArrayDeque<>();
  private @Nullable String title;
  private int article = -1;
  private int index;
  private boolean inParagraphs;
  private boolean ended;

  /**
   * A paragraph as it stands in the file.
   *
   * @param article the article's place in the file, from 0
   * @param index the paragraph's place in the article, from 0
   * @param at where it begins
   */
  public record Paragraph(String title, int article, int index, ObjectNode tree, JsonLocation at) {}

  /**
   * Opens a file.
   *
   * @throws FreshetException ARTEFACT with the place, where it is not in SQuAD's form
   */
  public static SquadWalk over(Path file) {
    return new SquadWalk(new FilePlace(file));
  }

  SquadWalk(FilePlace place) {
    this.place = place;
    var in = Inputs.open(place.file());
    try {
      parser = Json.factory().createParser(new InputStreamReader(in, Utf8.strict()));
      parser.setCodec(PARTS);
      enterData();
    } catch (IOException e) {
      throw failed(e, JsonLocation.NA);
    }
  }

  /**
   * The next paragraph; null at the end.
   *
   * @throws FreshetException ARTEFACT with the place, where it cannot go on
   */
  public @Nullable Paragraph next() {
    try {
      while (ready.isEmpty() && !ended) {
        advance();
      }
      return ready.poll();
    } catch (IOException e) {
      throw failed(e, parser.currentLocation());
    }
  }

  @Override
  public void close() {
    try {
      parser.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void enterData() throws IOException {
    expect(parser.nextToken(), JsonToken.START_OBJECT, "the file is not a JSON object");
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      boolean data = parser.currentName().equals("data");
      JsonToken value = parser.nextToken();
      if (data) {
        expect(value, JsonToken.START_ARRAY, "`data` is not a list");
        return;
      }
      parser.skipChildren();
    }
    throw wrong("`data` is missing: not a file in SQuAD's format");
  }

  /** Reads on to the next paragraph, or over one boundary. */
  private void advance() throws IOException {
    JsonToken token = parser.nextToken();
    if (inParagraphs && token == JsonToken.END_ARRAY) {
      inParagraphs = false;
      readArticle(parser.nextToken());
    } else if (inParagraphs) {
      JsonLocation at = parser.currentTokenLocation();
      ready.add(new Paragraph(titleOrFail(), article, index++, paragraph(token), at));
    } else if (token == JsonToken.END_ARRAY) {
      finish();
    } else {
      expect(token, JsonToken.START_OBJECT, "an article is not an object");
      title = null;
      article++;
      index = 0;
      readArticle(parser.nextToken());
    }
  }

  /** Reads the fields of an article, up to its paragraphs or its end. */
  private void readArticle(@Nullable JsonToken first) throws IOException {
    List<Waiting> waiting = new ArrayList<>();
    for (JsonToken token = first; token == JsonToken.FIELD_NAME; token = parser.nextToken()) {
      String field = parser.currentName();
      JsonToken value = parser.nextToken();
      if (field.equals("title")) {
        expect(value, JsonToken.VALUE_STRING, "`title` is not a string");
        title = parser.getText();
      } else if (field.equals("paragraphs")) {
        expect(value, JsonToken.START_ARRAY, "`paragraphs` is not a list");
        if (title != null) {
          inParagraphs = true;
          return;
        }
        waiting.addAll(waitForTitle());
      } else {
        parser.skipChildren();
      }
    }
    for (Waiting paragraph : waiting) {
      ready.add(new Paragraph(titleOrFail(), article, index++, paragraph.tree(), paragraph.at()));
    }
  }

  private record Waiting(ObjectNode tree, JsonLocation at) {}

  private List<Waiting> waitForTitle() throws IOException {
    List<Waiting> waiting = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (waiting.size() == MAX_WAITING) {
        throw wrong("the `title` comes after more than " + MAX_WAITING + " paragraphs");
      }
      JsonLocation at = parser.currentTokenLocation();
      waiting.add(new Waiting(paragraph(parser.currentToken()), at));
    }
    return waiting;
  }

  private ObjectNode paragraph(@Nullable JsonToken token) throws IOException {
    expect(token, JsonToken.START_OBJECT, "a paragraph is not an object");
    JsonNode tree = parser.readValueAsTree();
    return (ObjectNode) tree;
  }

  private String titleOrFail() {
    if (title == null) {
      throw wrong("an article has no `title`");
    }
    return title;
  }

  private void finish() throws IOException {
    ended = true;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      parser.nextToken();
      parser.skipChildren();
    }
    expect(parser.currentToken(), JsonToken.END_OBJECT, "the file ends too early");
    if (parser.nextToken() != null) {
      throw wrong("something follows after the end of the JSON");
    }
  }

  private void expect(@Nullable JsonToken token, JsonToken wanted, String otherwise) {
    if (token != wanted) {
      throw wrong(token == null ? "the file ends too early" : otherwise);
    }
  }

  private FreshetException wrong(String message) {
    return SquadParagraphs.artefact(message, place, parser.currentTokenLocation());
  }

  private FreshetException failed(IOException e, JsonLocation at) {
    if (e instanceof JsonProcessingException json) {
      JsonLocation found = json.getLocation() == null ? at : json.getLocation();
      return SquadParagraphs.artefact("not JSON: " + json.getOriginalMessage(), place, found);
    }
    if (e instanceof CharacterCodingException) {
      return new FreshetException(
          ExitCode.ARTEFACT,
          "not text in UTF-8",
          place.at(at),
          "give a JSON file in SQuAD's format, encoded in UTF-8",
          e);
    }
    return Inputs.unreadable(place.file(), e);
  }
}
