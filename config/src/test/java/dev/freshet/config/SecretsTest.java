package dev.freshet.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
  private static final String SECRET = "hunter2";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ssl.keystore.password",
        "ssl.key.password",
        "sasl.jaas.config",
        "consumer.sasl.jaas.config",
        "sasl.oauthbearer.client.credentials.client.secret",
        "ssl.keystore.key",
        "tls.private.key",
        "client.key",
        "access.TOKEN",
        "basic.auth.user.info",
        "api.key",
      })
  void aClientSettingNamedLikeASecretIsMasked(String name) {
    assertThat(Secrets.masked(Map.of(name, SECRET))).containsEntry(name, "********");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bootstrap.servers",
        "key.serializer",
        "acks",
        "ssl.keystore.location",
        "group.id"
      })
  void anotherClientSettingIsShown(String name) {
    assertThat(Secrets.masked(Map.of(name, "x"))).containsEntry(name, "x");
  }

  @Test
  void aPasswordWithinAnAddressIsMasked() {
    assertThat(Secrets.masked(Map.of("schema.registry.url", "https://me:hunter2@host/")))
        .containsEntry("schema.registry.url", "********");
    assertThat(Secrets.masked(Map.of("schema.registry.url", "https://host:8081/a@b")))
        .containsEntry("schema.registry.url", "https://host:8081/a@b");
  }

  @Test
  void noFormOfSettingsShowsASecret() {
    LoadedSettings loaded =
        new SettingsLoader()
            .override(Map.of("http.token", SECRET, "kafka.sasl.jaas.config", SECRET))
            .loadWithOrigins();
    Settings settings = loaded.settings();
    SettingsPrinter printer = SettingsPrinter.of(settings);

    assertThat(settings.http().token()).isEqualTo(SECRET);
    assertThat(printer.yaml(loaded.origins()))
        .contains("token: \"********\"  # --set http.token")
        .contains("sasl.jaas.config: \"********\"");
    assertThat(printer.yaml() + printer.tree() + settings + settings.http() + loaded)
        .doesNotContain(SECRET);
  }

  @Test
  void aSecretThatIsNotSetIsShownAsEmpty() {
    assertThat(SettingsPrinter.of(SettingsLoader.defaults()).yaml()).contains("token: \"\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http: {token: [hunter2]}",
        "http: {token: {a: hunter2}}",
        "http: {tokn: hunter2}",
        "http: {token: hunter2, token: hunter2}",
        "http: {token: hunter2, port: -1}",
        "http: {token: hunter2",
        "http: {token:hunter2}",
        "http:\n  token:hunter2\n",
        "http:\n  token:hunter2\n  port: 1\n",
        "http:\n  token: \"hunter2\n",
        "http:\n  token: *hunter2\n",
        "http:\n  token: !hunter2 x\n",
        "http:\n  token: !hunter2!x x\n",
        "http:\n  token: a: hunter2\n",
        "http:\n  token: \"a\\qhunter2\"\n",
        "http:\n\ttoken: hunter2\n",
        "kafka: {sasl.jaas.config: [hunter2]}",
        "kafka: {sasl.jaas.config: hunter2, sasl.jaas.config: hunter2}",
        "kafka: {sasl: {jaas.config: hunter2}}\nkafak: {sasl.jaas.config: hunter2}",
        "kafka: hunter2",
        "hunter2: &hunter2 [*hunter2]\n--- hunter2",
      })
  void noRefusalCarriesASecret(String content) {
    FreshetException refusal = Refusals.ofYaml(folder, content);
    StringWriter trace = new StringWriter();
    refusal.printStackTrace(new PrintWriter(trace, true));

    assertThat(trace + refusal.remedy() + refusal.where()).doesNotContain(SECRET);
  }
}
