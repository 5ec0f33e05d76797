package dev.freshet.app;

import dev.freshet.learner.evaluation.EvaluationDocument;
import dev.freshet.learner.scoring.Question;
import dev.freshet.learner.scoring.SquadMetrics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.ByteBuffersDirectory;

/**
 * How often BM25 (Robertson and Zaragoza 2009, with Lucene's constants) finds the answer where the
 * documents are kept and looked up instead of learned. What it finds holds the answer or not:
 * nobody picks the answer out of it, so these are upper lines, not exact matches.
 *
 * @param passages how many there are to find
 * @param document the share of questions whose first hit is their own document
 * @param passageHolds the share whose first hit among documents holds an accepted answer
 * @param sentenceHolds the same among single sentences
 */
record Retrieval(
    int passages, int questions, double document, double passageHolds, double sentenceHolds) {
  private static final String TEXT = "text";
  private static final int MOST_TERMS = 512;

  static Retrieval of(List<EvaluationDocument> documents) {
    List<String> texts = documents.stream().map(EvaluationDocument::text).toList();
    List<String> sentences = texts.stream().flatMap(text -> Sentences.of(text).stream()).toList();
    int questions = 0;
    int own = 0;
    int passageHolds = 0;
    int sentenceHolds = 0;
    try (Index byPassage = new Index(texts);
        Index bySentence = new Index(sentences)) {
      for (EvaluationDocument document : documents) {
        for (Question question : document.questions()) {
          questions++;
          String passage = byPassage.best(question.text());
          own += passage.equals(document.text()) ? 1 : 0;
          passageHolds += SquadMetrics.holds(passage, question.answers()) ? 1 : 0;
          sentenceHolds +=
              SquadMetrics.holds(bySentence.best(question.text()), question.answers()) ? 1 : 0;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("an index in memory failed", e);
    }
    return new Retrieval(
        documents.size(),
        questions,
        (double) own / questions,
        (double) passageHolds / questions,
        (double) sentenceHolds / questions);
  }

  /** For {@code --output json}. */
  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("passages", passages);
    json.put("questions", questions);
    json.put("firstIsTheDocument", document);
    json.put("passageHoldsAnswer", passageHolds);
    json.put("sentenceHoldsAnswer", sentenceHolds);
    return json;
  }

  /** An index in memory. */
  private static final class Index implements AutoCloseable {
    private final List<String> texts;
    private final Analyzer analyzer = new StandardAnalyzer();
    private final ByteBuffersDirectory directory = new ByteBuffersDirectory();
    private final DirectoryReader reader;
    private final IndexSearcher searcher;

    Index(List<String> texts) throws IOException {
      this.texts = texts;
      try (IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig(analyzer))) {
        for (String text : texts) {
          Document document = new Document();
          document.add(new TextField(TEXT, text, Field.Store.NO));
          writer.addDocument(document);
        }
        writer.forceMerge(1);
      }
      this.reader = DirectoryReader.open(directory);
      this.searcher = new IndexSearcher(reader);
    }

    /** The text that fits best; empty where none shares a word. */
    String best(String question) throws IOException {
      BooleanQuery.Builder query = new BooleanQuery.Builder();
      int terms = 0;
      try (TokenStream words = analyzer.tokenStream(TEXT, question)) {
        CharTermAttribute word = words.addAttribute(CharTermAttribute.class);
        words.reset();
        while (words.incrementToken() && terms++ < MOST_TERMS) {
          query.add(new TermQuery(new Term(TEXT, word.toString())), BooleanClause.Occur.SHOULD);
        }
        words.end();
      }
      ScoreDoc[] hits = searcher.search(query.build(), 1).scoreDocs;
      return hits.length == 0 ? "" : texts.get(hits[0].doc);
    }

    @Override
    public void close() throws IOException {
      reader.close();
      directory.close();
      analyzer.close();
    }
  }
}
