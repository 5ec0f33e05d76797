package dev.freshet.learner;

import dev.freshet.config.AdapterSettings.Optimizer;
import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.learner.decoder.Decoder;
import dev.freshet.learner.decoder.ModelConfig;
import dev.freshet.learner.gradient.KroneckerFactors;
import dev.freshet.learner.gradient.KroneckerPrecondition;
import dev.freshet.learner.gradient.Precondition;
import dev.freshet.learner.gradient.Pullback;
import dev.freshet.learner.gradient.SecondMoments;
import dev.freshet.learner.tokenizer.Tokenizer;
import dev.freshet.tensor.Arena;
import dev.freshet.tensor.ComputeDevice;
import dev.freshet.tensor.Dtype;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import dev.freshet.tensor.safetensors.SafetensorsReader;
import dev.freshet.tensor.safetensors.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A model as it stands in a directory of Hugging Face layout: shape, tokenizer, question template
 * and parameters. The parameters never change; a lane that learns has parameters of its own.
 */
public final class LanguageModel implements AutoCloseable {
  /** Files that an export takes along as they are. */
  private static final List<String> BROUGHT =
      List.of(
          "second-moments.safetensors",
          "kronecker-factors.safetensors",
          "tokenizer.json",
          "tokenizer_config.json",
          "usual.txt");

  private final Path directory;
  private final Decoder decoder;
  private final Tokenizer tokenizer;
  private final QuestionTemplate questions;
  private final Arena arena;
  private final TensorTree parameters;
  private final Map<String, Pullback> preconditioners = new ConcurrentHashMap<>();

  private LanguageModel(
      Path directory,
      Decoder decoder,
      Tokenizer tokenizer,
      QuestionTemplate questions,
      Arena arena,
      TensorTree parameters) {
    this.directory = directory;
    this.decoder = decoder;
    this.tokenizer = tokenizer;
    this.questions = questions;
    this.arena = arena;
    this.parameters = parameters;
  }

  /**
   * Loads a model onto a device.
   *
   * @throws FreshetException if a file is missing or damaged, or does not fit the config
   */
  public static LanguageModel read(Path directory, ComputeDevice device) {
    ModelSums.check(directory);
    Decoder decoder = new Decoder(ModelConfig.read(directory));
    Arena arena = Arena.on(device);
    try (Scope scope = Scope.on(device)) {
      TensorTree parameters = arena.adopt(readParameters(directory, decoder));
      return new LanguageModel(
          directory,
          decoder,
          Tokenizer.read(directory),
          QuestionTemplate.read(directory),
          arena,
          parameters);
    } catch (RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  /**
   * The weights of a model directory, as float32 in the current scope.
   *
   * @throws FreshetException if they are not those that the decoder asks for
   */
  public static TensorTree readParameters(Path directory, Decoder decoder) {
    TensorTree found = SafetensorsReader.readModel(directory);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    decoder
        .parameterShapes()
        .forEach(
            (name, shape) -> {
              if (!found.names().contains(name)) {
                throw misfit(directory, "lacks tensor " + name);
              }
              Tensor tensor = found.get(name);
              if (!Arrays.equals(tensor.shape(), shape)) {
                throw misfit(
                    directory,
                    "has "
                        + name
                        + " as "
                        + Arrays.toString(tensor.shape())
                        + "; config.json asks"
                        + " for "
                        + Arrays.toString(shape));
              }
              tensors.put(name, tensor.dtype() == Dtype.F32 ? tensor : tensor.to(Dtype.F32));
            });
    return TensorTree.of(tensors);
  }

  private static FreshetException misfit(Path directory, String what) {
    return new FreshetException(
        ExitCode.ARTEFACT,
        "the model " + what,
        directory.toString(),
        "take config.json and the safetensors files from the same model");
  }

  public Path directory() {
    return directory;
  }

  public Decoder decoder() {
    return decoder;
  }

  public ModelConfig config() {
    return decoder.config();
  }

  public Tokenizer tokenizer() {
    return tokenizer;
  }

  /** Of its tokenizer.json: models with equal ones read the same tokens. */
  public String tokenizerDigest() {
    return FileDigest.of(directory.resolve("tokenizer.json"));
  }

  public QuestionTemplate questions() {
    return questions;
  }

  public ComputeDevice device() {
    return arena.device();
  }

  public TensorTree parameters() {
    return parameters;
  }

  /**
   * The preconditioner that an optimizer begins with, the same each time, kept until this is
   * closed; empty where it begins with none.
   *
   * @param damping see {@link Precondition#of} and {@link KroneckerPrecondition#of}
   * @throws FreshetException if it needs one that the model lacks
   */
  public Optional<Pullback> preconditioner(Optimizer optimizer, double damping) {
    return switch (optimizer) {
      case SGD, MOMENTUM, ADAM, ADAMW -> Optional.empty();
      case PRECONDITIONED, KRONECKER ->
          Optional.of(
              preconditioners.computeIfAbsent(
                  optimizer + " " + damping,
                  kept ->
                      optimizer == Optimizer.KRONECKER ? kronecker(damping) : diagonal(damping)));
    };
  }

  private Pullback diagonal(double damping) {
    try (Scope scope = Scope.on(device())) {
      SecondMoments moments =
          SecondMoments.read(directory, parameters)
              .orElseThrow(
                  () ->
                      lacks(
                          "second moments",
                          "set `adapter.optimizer: sgd` with a `learning-rate` near 0.015, or take a"
                              + " model that has second-moments.safetensors"));
      return new Precondition(arena.adopt(Precondition.of(moments, damping).scales()));
    }
  }

  private Pullback kronecker(double damping) {
    try (Scope scope = Scope.on(device())) {
      KroneckerFactors factors =
          KroneckerFactors.read(directory, parameters)
              .orElseThrow(
                  () ->
                      lacks(
                          "Kronecker factors",
                          "measure them (`freshet curvature --model "
                              + directory
                              + " --corpus FILE`), or set adapter.optimizer: sgd,"
                              + " adapter.learning-rate: 0.015, adapter.weighting: uniform and"
                              + " adapter.anchor.weight: 0"));
      return KroneckerPrecondition.of(factors, parameters, damping).adoptedBy(arena);
    }
  }

  private static FreshetException lacks(String what, String remedy) {
    return new FreshetException(
        ExitCode.CONFIGURATION, "this base model brings no " + what, "adapter.optimizer", remedy);
  }

  /** Of the file that an optimizer's preconditioner is read from; empty where it needs none. */
  public String preconditionerDigest(Optimizer optimizer) {
    return switch (optimizer) {
      case SGD, MOMENTUM, ADAM, ADAMW -> "";
      case PRECONDITIONED -> SecondMoments.digest(directory);
      case KRONECKER -> KroneckerFactors.digest(directory);
    };
  }

  /** Keeps this model's Kronecker factors beside it, for the next who reads it. */
  public void write(KroneckerFactors factors) {
    try {
      factors.write(directory);
      ModelSums.renew(directory);
    } catch (IOException e) {
      throw new FreshetException(
          ExitCode.FAILURE,
          "the factors cannot be written: " + e.getMessage(),
          directory.toString(),
          "free some space, or copy the model to a folder of yours",
          e);
    }
  }

  /** Writes a directory that {@link #read} takes, with other parameters of the same shapes. */
  public void export(Path target, TensorTree weights, SafetensorsWriter.Precision precision) {
    try {
      Files.createDirectories(target);
      SafetensorsWriter.write(
          target.resolve("model.safetensors"), weights, precision, Map.of("format", "pt"));
      Files.writeString(target.resolve("config.json"), config().toJson());
      questions.write(target);
      for (String file : BROUGHT) {
        if (Files.exists(directory.resolve(file))) {
          Files.copy(
              directory.resolve(file), target.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
      }
      ModelSums.write(target);
    } catch (IOException e) {
      throw new FreshetException(
          ExitCode.FAILURE,
          "the model cannot be written: " + e.getMessage(),
          target.toString(),
          "free some space, or write elsewhere",
          e);
    }
  }

  @Override
  public void close() {
    tokenizer.close();
    arena.close();
  }
}
