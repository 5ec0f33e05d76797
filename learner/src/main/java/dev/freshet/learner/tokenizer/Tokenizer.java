package dev.freshet.learner.tokenizer;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A tokenizer.json in use, through Hugging Face's own library. Safe for use by several threads.
 *
 * <p>Text is text: what is spelled like a special token, such as {@code <|endoftext|>}, is encoded
 * as the characters that it is made of, in documents, questions and prompts alike. Special tokens
 * come from {@link #encode}'s template only.
 */
public final class Tokenizer implements AutoCloseable {
  private static final Map<String, String> OPTIONS =
      Map.of("truncation", "false", "padding", "false");

  private final HuggingFaceTokenizer library;

  private Tokenizer(HuggingFaceTokenizer library) {
    this.library = library;
  }

  /** Opens tokenizer.json of a model directory. */
  public static Tokenizer read(Path directory) {
    Path file = directory.resolve("tokenizer.json");
    if (!Files.exists(file)) {
      throw new FreshetException(
          ExitCode.ARTEFACT,
          "there is no tokenizer.json here",
          directory.toString(),
          "put the model's tokenizer.json beside its config.json");
    }
    try {
      byte[] hidden = SpecialTokens.hide(Files.readAllBytes(file));
      return new Tokenizer(
          HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(hidden), OPTIONS));
    } catch (IOException | RuntimeException e) {
      throw new FreshetException(
          ExitCode.ARTEFACT,
          "the tokenizer cannot be read: " + e.getMessage(),
          file.toString(),
          "fetch the file again",
          e);
    }
  }

  /** Token ids with the special tokens that the tokenizer adds, such as one for the beginning. */
  public EncodedText encode(String text) {
    return encoded(text, true);
  }

  /** Token ids of the text alone. */
  public EncodedText encodePlain(String text) {
    return encoded(text, false);
  }

  /** Many texts at once, without special tokens. */
  public List<int[]> encodePlain(List<String> texts) {
    return Arrays.stream(library.batchEncode(texts, false, false))
        .map(encoding -> narrow(encoding.getIds()))
        .toList();
  }

  private EncodedText encoded(String text, boolean special) {
    Encoding encoding = library.encode(text, special, false);
    CharSpan[] spans = encoding.getCharTokenSpans();
    int[] ids = narrow(encoding.getIds());
    int[] starts = new int[ids.length];
    int[] ends = new int[ids.length];
    CodePoints points = new CodePoints(text);
    for (int i = 0; i < ids.length; i++) {
      if (spans[i] != null) {
        starts[i] = points.unitAt(spans[i].getStart());
        ends[i] = points.unitAt(spans[i].getEnd());
      }
    }
    return new EncodedText(text, ids, starts, ends);
  }

  private static int[] narrow(long[] ids) {
    return Arrays.stream(ids).mapToInt(Math::toIntExact).toArray();
  }

  /** The text of some ids, special tokens left out. */
  public String decode(int[] ids) {
    return library.decode(Arrays.stream(ids).asLongStream().toArray(), true);
  }

  @Override
  public void close() {
    library.close();
  }

  /** Turns code point offsets, which the library counts, into UTF-16 offsets, in one pass. */
  private static final class CodePoints {
    private final String text;
    private int point;
    private int unit;

    CodePoints(String text) {
      this.text = text;
    }

    int unitAt(int wanted) {
      if (wanted < point) {
        point = 0;
        unit = 0;
      }
      while (point < wanted && unit < text.length()) {
        unit += Character.charCount(text.codePointAt(unit));
        point++;
      }
      return unit;
    }
  }
}
