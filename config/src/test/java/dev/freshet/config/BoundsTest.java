package dev.freshet.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each bounded key: values just inside its bounds, and values just outside. */
class BoundsTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "name,                           x,             ''",
    "model.directory,                m,             ' '",
    "model.device,                   cuda:0,        gpu",
    "model.threads,                  256,           257",
    "model.threads,                  0,             -1",
    "ingest.max-record-size,         1KiB,          1023B",
    "ingest.max-record-size,         64MiB,         65MiB",
    "ingest.max-text-length,         50000000,      50000001",
    "ingest.max-name-length,         8,             7",
    "ingest.max-answers,             10000,         10001",
    "ingest.max-signal-values,       1000000,       1000001",
    "ingest.remembered-ids,          0,             -1",
    "ingest.max-in-flight,           1,             0",
    "adapter.weighting,              salient,       ' '",
    "adapter.learning-rate,          100,           100.1",
    "adapter.learning-rate,          0,             -1e-9",
    "adapter.momentum,               0.999,         1",
    "adapter.weight-decay,           1,             1.1",
    "adapter.clip-norm,              0,             -0.1",
    "adapter.max-gradient-norm,      0.1,           0",
    "adapter.batch,                  256,           257",
    "adapter.batch,                  1,             0",
    "adapter.passes,                 64,            65",
    "adapter.passes,                 1,             0",
    "adapter.commit-interval,        0s,            61s",
    "adapter.max-lanes,              1000,          1001",
    "adapter.reported-weights,       0,             -1",
    "adapter.max-poll-records,       1,             0",
    "adapter.alarms.step-factor,     1,             0.9",
    "adapter.alarms.records,         1,             0",
    "adapter.rehearsal.documents,    64,            65",
    "adapter.rehearsal.every,        1,             0",
    "adapter.rehearsal.weight,       100,           0",
    "adapter.rehearsal.size,         65536,         0",
    "adapter.anchor.weight,          0,             -0.1",
    "adapter.anchor.windows,         1,             0",
    "adapter.anchor.tokens,          2,             1",
    "adapter.update-share,           1,             0",
    "adapter.update-share,           1e-6,          1.1",
    "adapter.sparse.neurons,         0,             -1",
    "adapter.sparse.windows,         10000,         0",
    "adapter.average,                1000000,       -1",
    "gate.false-quarantine,          0.5,           0.51",
    "gate.false-quarantine,          1e-6,          0",
    "gate.warm-up,                   10,            9",
    "gate.known-loss,                0,             -0.1",
    "gate.remembered-topics,         4096,          4097",
    "gate.shelf,                     1,             0",
    "checkpoint.every,               1,             0",
    "checkpoint.keep,                3,             2",
    "checkpoint.chunk-size,          4KiB,          4095B",
    "checkpoint.cache-size,          1MiB,          1KiB",
    "evaluator.snapshots,            1,             0",
    "evaluator.written-probes,       100,           101",
    "evaluator.max-answer-tokens,    1024,          1025",
    "evaluator.batch,                1024,          1025",
    "evaluator.threads,              256,           257",
    "evaluator.remembered-probes,    1,             0",
    "evaluator.window,               1ms,           0s",
    "evaluator.reference,            r.txt,         ' '",
    "evaluator.probes-per-step,      1,             0",
    "evaluator.alarmed-probes-per-step, 16,         15",
    "evaluator.pending-probes,       1,             0",
    "evaluator.distractors,          0,             101",
    "evaluator.locality-every,       0,             -1",
    "evaluator.locality-windows,     1,             0",
    "evaluator.alerts.probes,        10000,         10001",
    "evaluator.alerts.least-probes,  32,            33",
    "signals.detector,               level,         ' '",
    "signals.horizon,                24,            25",
    "signals.window,                 0s,            367d",
    "signals.grace,                  0,             1001",
    "signals.channels-per-series,    64,            65",
    "signals.watched-channels,       16,            15",
    "signals.calm,                   100,           99",
    "signals.checkpoint-every,       1,             0",
    "http.topics,                    1,             0",
    "http.history,                   10000,         10001",
    "log.shred-within,               1s,            999ms",
    "log.shred-within,               8760h,         8761h",
    "topics.prefix,                  '',            'a/b'",
    "topics.partitions,              10000,         10001",
    "topics.replication-factor,      1,             0",
    "state.directory,                s,             ' '",
    "http.port,                      65535,         65536",
    "http.host,                      localhost,     0.0.0.0",
    "http.host,                      127.1.2.3,     127.example.org",
    "http.host,                      ::1,           ' '",
    "embedded-broker.port,           0,             -1",
    "embedded-broker.segment-size,   1GiB,          1025MiB",
  })
  void aValueOutOfBoundsIsRefusedWithTheRule(String key, String inside, String outside) {
    new SettingsLoader().override(Map.of(key, inside)).load();

    FreshetException refusal = Refusals.ofFlag(key, outside);

    assertThat(refusal).hasMessageStartingWith(key + " cannot be `");
    assertThat(refusal.where()).isEqualTo("--set " + key);
    assertThat(refusal.remedy()).startsWith(key + " ");
  }

  @Test
  void aValueOutOfBoundsIsRefusedAtItsLine() {
    FreshetException refusal = Refusals.ofYaml(folder, "adapter:\n  learning-rate: 200\n");

    assertThat(refusal).hasMessage("adapter.learning-rate cannot be `200.0`");
    assertThat(refusal.remedy()).isEqualTo("adapter.learning-rate is 0 to 100");
    assertThat(Refusals.position(refusal)).isEqualTo("2:3");
  }

  @Test
  void lagsBeginWithZeroAndRise() {
    Settings settings = new SettingsLoader().override(Map.of("evaluator.lags", "0, 5,20")).load();
    assertThat(settings.evaluator().lagSteps()).containsExactly(0L, 5L, 20L);

    for (String lags : new String[] {"", "10", "0,10,10", "0,10,5", "0,x", "0,-1", "0,1e3"}) {
      FreshetException refusal = Refusals.ofFlag("evaluator.lags", lags);

      assertThat(refusal.remedy()).as(lags).startsWith("evaluator.lags is 0 and then rising");
    }
  }

  @Test
  void aTokenOpensTheWayBeyondLoopback() {
    Settings settings =
        new SettingsLoader().override(Map.of("http.host", "0.0.0.0", "http.token", "t")).load();

    assertThat(settings.http().host()).isEqualTo("0.0.0.0");
  }
}
