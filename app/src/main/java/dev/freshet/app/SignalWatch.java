package dev.freshet.app;

import dev.freshet.adapter.signals.SignalTopology;
import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.config.Home;
import dev.freshet.config.Settings;
import dev.freshet.ingest.records.Digests;
import dev.freshet.ingest.streams.InstanceId;
import dev.freshet.ingest.streams.StreamsProperties;
import dev.freshet.ingest.topic.LagMeter;
import dev.freshet.ingest.topic.Topics;
import dev.freshet.signal.forecast.Forecaster;
import dev.freshet.tensor.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;

/** The application of the signals, and the network that it forecasts with. */
final class SignalWatch {
  private SignalWatch() {}

  /**
   * Starts it beside the others.
   *
   * @param opened closes the network, after the applications that use it
   */
  static void start(
      CommandContext context,
      Applications applications,
      Resources opened,
      String bootstrapServers,
      InstanceId instance) {
    Settings settings = context.settings();
    String wanted = settings.signals().forecaster();
    @Nullable Forecaster forecaster = null;
    String digest = "";
    if (!wanted.isBlank()) {
      Path file = Home.resolve(wanted);
      digest = digest(file);
      // On the CPU: it is small, and asked about a window at a time.
      forecaster = opened.keep(Forecaster.read(file, Torch.device("cpu")));
    }
    applications.start(
        SignalTopology.APPLICATION,
        SignalTopology.build(settings, forecaster, digest),
        StreamsProperties.of(
            SignalTopology.APPLICATION,
            settings,
            bootstrapServers,
            instance,
            SignalTopology.properties(settings)));
  }

  /** How far it is behind what was published to it. */
  static LagMeter lag(Admin admin, Settings settings) {
    return new LagMeter(
        admin,
        StreamsProperties.applicationId(SignalTopology.APPLICATION, settings),
        List.of(Topics.of(settings.topics()).signals()));
  }

  private static String digest(Path file) {
    try {
      return Digests.sha256(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new FreshetException(
          ExitCode.ARTEFACT,
          "the forecaster cannot be read: " + e.getMessage(),
          file.toString(),
          "name its file with `signals.forecaster`, or leave that empty to forecast nothing",
          e);
    }
  }
}
