package dev.freshet.learner.decoder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import dev.freshet.tensor.safetensors.SafetensorsReader;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * A tiny random model and what {@code src/test/python/reference_decoder.py}, an independent float64
 * implementation, says about it.
 */
public record Fixture(Decoder decoder, TensorTree parameters, List<Answer> answers) {
  /** Every fixture; between them they have every option of the config on. */
  public static final List<String> NAMES =
      List.of("plain-tied", "grouped-linear", "llama3-biases", "llama3-bf16");

  /**
   * The reference's answer to a prompt.
   *
   * @param logits after the last token of the prompt
   * @param greedy the tokens that it then chooses
   */
  public record Answer(int[] ids, double[] logits, int[] greedy) {}

  /** Reads a fixture; its parameters are in the current scope. */
  public static Fixture read(String name) {
    Path folder = folder(name);
    try {
      List<Answer> answers = new ArrayList<>();
      JsonNode expected =
          new ObjectMapper().readTree(Files.readAllBytes(folder.resolve("expected.json")));
      for (JsonNode answer : expected) {
        answers.add(
            new Answer(
                integers(answer.path("ids")),
                doubles(answer.path("logits")),
                integers(answer.path("greedy"))));
      }
      return new Fixture(
          new Decoder(ModelConfig.read(folder)),
          SafetensorsReader.readModel(folder),
          List.copyOf(answers));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  public static Path folder(String name) {
    try {
      return Path.of(
          Objects.requireNonNull(Fixture.class.getResource("/fixtures/" + name)).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int[] integers(JsonNode array) {
    return IntStream.range(0, array.size()).map(i -> array.get(i).asInt()).toArray();
  }

  private static double[] doubles(JsonNode array) {
    return IntStream.range(0, array.size()).mapToDouble(i -> array.get(i).asDouble()).toArray();
  }

  /** The last of some logits {@code [1, time, vocabulary]}, as doubles. */
  public static double[] last(Tensor logits) {
    long time = logits.size(1);
    return logits.slice(1, time - 1, time).to(dev.freshet.tensor.Dtype.F64).toDoubles();
  }

  /** |actual - expected| / |expected|, as Euclidean norms. */
  public static double relativeError(double[] actual, double[] expected) {
    double difference = 0;
    double size = 0;
    for (int i = 0; i < expected.length; i++) {
      difference += Math.pow(actual[i] - expected[i], 2);
      size += Math.pow(expected[i], 2);
    }
    return Math.sqrt(difference / size);
  }
}
