package dev.freshet.config;

import java.util.Map;

/** Everything that a user can set, one record per concern. Read with {@link SettingsLoader}. */
public record Settings(
    @Setting(value = "A name for this run, shown in reports.", byDefault = "freshet") String name,
    @Setting("The base model and where it computes.") ModelSettings model,
    @Setting("The door: what is let into the log.") IngestSettings ingest,
    @Setting("The log: whether what it says can be made unreadable.") LogSettings log,
    @Setting("The fold: how the model learns.") AdapterSettings adapter,
    @Setting("The gate: which documents are learned.") GateSettings gate,
    @Setting("Checkpoints and their retention.") CheckpointSettings checkpoint,
    @Setting("Uptake by topic.") EvaluatorSettings evaluator,
    @Setting("Signals: series of numbers, forecast and watched.") SignalSettings signals,
    @Setting("Names and layout of the topics.") TopicSettings topics,
    @Setting("The folder of everything that outlives a run.") StateSettings state,
    @Setting("The live page, metrics and health.") HttpSettings http,
    @Setting("The embedded broker, used where no bootstrap server is given.")
        EmbeddedBrokerSettings embeddedBroker,
    @Setting(
            value =
                "Passed through to every Kafka client as it stands, for instance"
                    + " `kafka.bootstrap.servers`. Values of `*password*`, `*.jaas.config` and the"
                    + " like are never shown.",
            secret = true)
        Map<String, String> kafka) {
  public Settings {
    kafka = Map.copyOf(kafka);
    Check.that(!name.isBlank() && name.length() <= 100, "name", "is 1 to 100 characters");
  }

  /** All values in one line, secrets masked. */
  @Override
  public String toString() {
    return "Settings" + SettingsPrinter.of(this).tree();
  }
}
