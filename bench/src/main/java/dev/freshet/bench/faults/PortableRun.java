package dev.freshet.bench.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.TensorTree;
import dev.freshet.tensor.Torch;
import dev.freshet.tensor.safetensors.SafetensorsReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The same steps in processes that take this machine for another, each plain and portable.
 *
 * <p>Plain digests must differ, or the pretence would prove nothing; portable ones must be one.
 * What is pretended is what MKL dispatches on: the maker, and the instructions up to those that are
 * there. How ATen dispatches cannot be pretended where portable says it.
 */
final class PortableRun {
  /** As the launcher has it under FRESHET_PORTABLE. */
  private static final Map<String, String> PORTABLE =
      Map.of("MKL_CBWR", "COMPATIBLE", "ATEN_CPU_CAPABILITY", "avx2");

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final Path intel;
  private final Task task;
  private final PrintStream progress;
  private int processes;

  /**
   * What every process does.
   *
   * @param documents one step each
   */
  record Task(Path model, Path stream, int documents, Map<String, String> settings) {}

  /**
   * What one process ended with.
   *
   * @param cpuSeconds of the steps, all threads
   * @param weights the file that holds them
   */
  private record Taught(String digest, double cpuSeconds, Path weights) {}

  private PortableRun(Path folder, Path intel, Task task, PrintStream progress) {
    this.folder = folder;
    this.intel = intel;
    this.task = task;
    this.progress = progress;
  }

  /**
   * Lets every host learn the same, plain and portable.
   *
   * @param rounds of both on this host, in turns, for the cost
   * @throws IllegalStateException where there is no C compiler
   */
  static Suite.Verdict of(Path folder, Task task, int rounds, PrintStream progress)
      throws IOException {
    Path intel =
        NativeShim.compile(folder, "pretended_intel")
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "there is no C compiler (cc) here: a processor of Intel's is pretended with"
                            + " a small library"));
    return new PortableRun(folder, intel, task, progress).compared(rounds);
  }

  private Suite.Verdict compared(int rounds) throws IOException {
    Map<PretendedHost, Taught> plain = new EnumMap<>(PretendedHost.class);
    Map<PretendedHost, Taught> portable = new EnumMap<>(PretendedHost.class);
    for (PretendedHost host : PretendedHost.values()) {
      plain.put(host, taught(host, Map.of()));
      portable.put(host, taught(host, PORTABLE));
    }
    List<Double> costs = new ArrayList<>();
    for (int i = 0; i < rounds; i++) {
      double without = taught(PretendedHost.HERE, Map.of()).cpuSeconds();
      costs.add(taught(PretendedHost.HERE, PORTABLE).cpuSeconds() / without);
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("documents", task.documents());
    json.put("plain", digests(plain));
    json.put("portable", digests(portable));
    json.put("difference", differences(plain));
    json.put("cpuRatio", costs.stream().sorted().toList());
    return new Suite.Verdict(distinct(plain).size() > 1 && distinct(portable).size() == 1, json);
  }

  private Taught taught(PretendedHost host, Map<String, String> switches) throws IOException {
    String name = host + "-" + processes++;
    Path weights = folder.resolve(name + ".safetensors");
    List<String> command =
        new ArrayList<>(
            List.of(
                "dev.freshet.bench.BareLoop",
                "--stream=" + task.stream(),
                "--documents=" + task.documents(),
                "--weights=" + weights,
                "--set=model.directory=" + task.model()));
    task.settings().forEach((key, value) -> command.add("--set=" + key + "=" + value));
    Map<String, String> environment = new HashMap<>(host.environment(intel));
    environment.putAll(switches);
    try (Child child = Child.start(folder, name, List.of("-Xmx768m"), environment, command)) {
      if (child.await() != 0) {
        throw new IllegalStateException(name + ": " + child.said());
      }
      JsonNode printed = JSON.readTree(child.printed());
      progress.println(name + " " + printed);
      return new Taught(
          printed.get("weightsDigest").asText(), printed.get("cpuSeconds").asDouble(), weights);
    }
  }

  private static Set<String> distinct(Map<PretendedHost, Taught> hosts) {
    Set<String> digests = new TreeSet<>();
    hosts.values().forEach(taught -> digests.add(taught.digest()));
    return digests;
  }

  private static Map<String, Object> digests(Map<PretendedHost, Taught> hosts) {
    Map<String, Object> json = new LinkedHashMap<>();
    hosts.forEach((host, taught) -> json.put(host.name(), taught.digest()));
    return json;
  }

  /** The plain weights of the others beside those of this host. */
  private Map<String, Object> differences(Map<PretendedHost, Taught> plain) {
    Map<String, Object> json = new LinkedHashMap<>();
    try (Scope scope = Scope.on(Torch.device("cpu"))) {
      TensorTree base = SafetensorsReader.readModel(task.model());
      TensorTree here = read(plain, PretendedHost.HERE);
      for (PretendedHost host : PretendedHost.values()) {
        if (host != PretendedHost.HERE) {
          json.put(host.name(), difference(here, read(plain, host), base));
        }
      }
    }
    return json;
  }

  private static TensorTree read(Map<PretendedHost, Taught> plain, PretendedHost host) {
    Taught taught = plain.get(host);
    if (taught == null) {
      throw new IllegalStateException(host + " was not run");
    }
    return SafetensorsReader.read(taught.weights());
  }

  /** Norm of the difference over that of the weights, and over that of what was learned. */
  private static Map<String, Object> difference(TensorTree one, TensorTree other, TensorTree base) {
    double apart = one.plusScaled(other, -1).globalNorm();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("ofWeights", apart / one.globalNorm());
    json.put("ofLearned", apart / one.plusScaled(base, -1).globalNorm());
    return json;
  }
}
