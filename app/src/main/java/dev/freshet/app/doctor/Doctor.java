package dev.freshet.app.doctor;

import dev.freshet.app.broker.Reach;
import dev.freshet.config.FreshetException;
import dev.freshet.config.Settings;
import dev.freshet.ingest.streams.ClientProperties;
import dev.freshet.learner.decoder.ModelConfig;
import dev.freshet.tensor.Torch;
import dev.freshet.tensor.safetensors.SafetensorsReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;

/** Looks at the machine and the settings, one thing after the other. */
public final class Doctor {
  private final Settings settings;
  private final Path stateFolder;
  private final Path modelDirectory;

  public Doctor(Settings settings, Path stateFolder, Path modelDirectory) {
    this.settings = settings;
    this.stateFolder = stateFolder;
    this.modelDirectory = modelDirectory;
  }

  /** What was found about each thing, in the order in which a start needs them. */
  public List<Finding> examine() {
    return List.of(
        Machine.java(),
        Machine.memory(),
        Machine.processor(),
        Machine.allocator(),
        Machine.disk(stateFolder),
        look("native library", this::nativeLibrary),
        look("device", this::device),
        look("model", this::model),
        look("broker", this::broker),
        look("http", this::http));
  }

  private static Finding look(String name, Supplier<Finding> check) {
    try {
      return check.get();
    } catch (FreshetException e) {
      String where = e.where() == null ? "" : " (" + e.where() + ")";
      return Finding.fail(name, e.getMessage() + where, e.remedy());
    }
  }

  private Finding nativeLibrary() {
    Torch.start(settings.model().threads());
    return Finding.ok(
        "native library", "PyTorch " + Torch.version() + ", " + Torch.threads() + " threads");
  }

  private Finding device() {
    List<String> present = Torch.devices();
    String chosen = Torch.device(settings.model().device()).toString();
    return Finding.ok("device", chosen + "; here are " + String.join(", ", present));
  }

  private Finding model() {
    ModelConfig config = ModelConfig.read(modelDirectory);
    for (String file : List.of("tokenizer.json")) {
      if (!Files.isReadable(modelDirectory.resolve(file))) {
        return Finding.fail(
            "model", "there is no " + file + " in " + modelDirectory, "put it beside config.json");
      }
    }
    Path weights = modelDirectory.resolve("model.safetensors");
    if (Files.exists(weights)) {
      SafetensorsReader.readMetadata(weights);
    } else if (!Files.exists(modelDirectory.resolve("model.safetensors.index.json"))) {
      return Finding.fail(
          "model",
          "there is no model.safetensors in " + modelDirectory,
          "give a model directory in Hugging Face layout");
    }
    return Finding.ok(
        "model",
        modelDirectory
            + ": "
            + config.layers()
            + " layers of width "
            + config.width()
            + ", context "
            + config.context());
  }

  private Finding broker() {
    String servers = settings.kafka().getOrDefault("bootstrap.servers", "");
    if (!servers.isBlank()) {
      try (Admin admin = Reach.admin(ClientProperties.admin(settings, servers))) {
        return Finding.ok("broker", servers + " answers");
      }
    }
    int port = settings.embeddedBroker().port();
    if (port != 0 && !isFree("127.0.0.1", port)) {
      return Finding.fail(
          "broker",
          "port " + port + " of the embedded broker is taken",
          "stop what listens there, or set `embedded-broker.port` to another");
    }
    return Finding.ok("broker", "embedded, on " + (port == 0 ? "any free port" : "port " + port));
  }

  private Finding http() {
    if (!settings.http().enabled()) {
      return Finding.ok("http", "off");
    }
    String at = settings.http().host() + ":" + settings.http().port();
    if (settings.http().port() != 0 && !isFree(settings.http().host(), settings.http().port())) {
      return Finding.fail(
          "http", at + " cannot be listened on", "set `http.port` to another; 0 takes any");
    }
    return Finding.ok("http", at + " is free");
  }

  private static boolean isFree(String host, int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
