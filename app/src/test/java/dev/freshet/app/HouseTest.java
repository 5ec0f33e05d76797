package dev.freshet.app;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The walls of the house: which room may lean on which, and what each keeps to itself. */
class HouseTest {
  private static final String HOUSE = "dev.freshet.";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.freshet");

  /** The rooms, each with those that it may lean on. */
  private static final Map<String, Set<String>> ARROWS = arrows();

  private static Map<String, Set<String>> arrows() {
    Map<String, Set<String>> arrows = new LinkedHashMap<>();
    arrows.put("config", Set.of());
    arrows.put("tensor", Set.of("config"));
    arrows.put("learner", Set.of("config", "tensor"));
    arrows.put("signal", Set.of("config", "tensor"));
    arrows.put("state", Set.of("config"));
    arrows.put("ingest", Set.of("config"));
    Set<String> below = Set.of("config", "tensor", "learner", "signal", "state", "ingest");
    arrows.put("adapter", below);
    arrows.put("evaluator", below);
    Set<String> all = new TreeSet<>(below);
    all.addAll(Set.of("adapter", "evaluator"));
    arrows.put("app", all);
    return arrows;
  }

  static Stream<String> rooms() {
    return ARROWS.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("rooms")
  void arrowsRunOneWay(String room) {
    String[] forbidden =
        ARROWS.keySet().stream()
            .filter(other -> !other.equals(room))
            .filter(other -> !ARROWS.getOrDefault(room, Set.of()).contains(other))
            .map(other -> HOUSE + other + "..")
            .toArray(String[]::new);

    noClasses()
        .that(resideInAnyPackage(HOUSE + room + ".."))
        .should()
        .dependOnClassesThat(resideInAnyPackage(forbidden))
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void everyRoomIsInTheTable() {
    Set<String> found =
        CLASSES.stream()
            .map(type -> type.getPackageName().substring(HOUSE.length()).replaceFirst("\\..*", ""))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(ARROWS.keySet()).containsAll(found);
  }

  @ParameterizedTest
  @MethodSource("rooms")
  void packagesOfARoomHaveNoCycle(String room) {
    slices()
        .matching(HOUSE + room + ".(**)")
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void lanesAndSignalsMeetInTopicsOnly() {
    noClasses()
        .that(resideInAnyPackage(HOUSE + "adapter.signals.."))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(HOUSE + "adapter", HOUSE + "learner..", HOUSE + "state.."))
        .check(CLASSES);
    noClasses()
        .that(resideInAnyPackage(HOUSE + "adapter"))
        .should()
        .dependOnClassesThat(resideInAnyPackage(HOUSE + "adapter.signals..", HOUSE + "signal.."))
        .check(CLASSES);
  }

  @Test
  void learningAndStateKnowNoKafka() {
    keepOut("org.apache.kafka..", "config", "tensor", "learner", "signal", "state");
  }

  @Test
  void onlyStateKnowsRocksDb() {
    keepOut(
        "org.rocksdb..",
        "config",
        "tensor",
        "learner",
        "signal",
        "ingest",
        "adapter",
        "evaluator",
        "app");
  }

  @Test
  void onlyTensorTouchesTheEngine() {
    noClasses()
        .that(resideOutsideOfPackages(HOUSE + "tensor..", HOUSE + "learner.tokenizer.."))
        .should()
        .dependOnClassesThat(resideInAnyPackage("ai.djl.."))
        .because("its traps are fenced in there: recording, number overloads, collectors")
        .check(CLASSES);
    noClasses()
        .that(resideInAnyPackage(HOUSE + "learner.tokenizer.."))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("ai.djl..").and(resideOutsideOfPackages("ai.djl.huggingface..")))
        .check(CLASSES);
  }

  @Test
  void nothingUsesTheGradientCollector() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveSimpleNameContaining("GradientCollector")
        .because("there is one per process, and a second one leaves recording on")
        .check(CLASSES);
  }

  @Test
  void onlyTheRecordingTurnsGradientsOn() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(HOUSE + "tensor.Recording")
        .and()
        .doNotHaveFullyQualifiedName(HOUSE + "tensor.DoubleBackward")
        .and()
        .doNotHaveFullyQualifiedName(HOUSE + "tensor.Scope")
        .should()
        .callMethod("ai.djl.pytorch.jni.JniUtils", "setGradMode", "boolean")
        .check(CLASSES);
  }

  @Test
  void nothingShippedKeepsGraphsOfBackwardPasses() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(HOUSE + "tensor.DoubleBackward")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName(HOUSE + "tensor.DoubleBackward")
        .because("it is the costly truth for tests and benchmarks")
        .check(CLASSES);
  }

  @ParameterizedTest
  @MethodSource("rooms")
  void whatIsInternalStaysInItsRoom(String room) {
    noClasses()
        .that(resideOutsideOfPackages(HOUSE + room + ".."))
        .should()
        .dependOnClassesThat(resideInAnyPackage(HOUSE + room + "..internal.."))
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void theProcessEndsInOnePlace() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(Exit.class.getName())
        .should()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "halt", int.class)
        .check(CLASSES);
  }

  @Test
  void everyCommandAndOptionIsDescribed() {
    assertDescribed(Freshet.commandLine());
  }

  private static void assertDescribed(CommandLine line) {
    CommandSpec spec = line.getCommandSpec();
    assertThat(spec.usageMessage().description()).as(spec.qualifiedName()).isNotEmpty();
    assertThat(spec.options())
        .allSatisfy(
            option ->
                assertThat(option.description())
                    .as(spec.qualifiedName() + " " + option.longestName())
                    .isNotEmpty());
    line.getSubcommands().values().forEach(HouseTest::assertDescribed);
  }

  private static void keepOut(String library, String... rooms) {
    String[] packages = Stream.of(rooms).map(room -> HOUSE + room + "..").toArray(String[]::new);
    noClasses()
        .that(resideInAnyPackage(packages))
        .should()
        .dependOnClassesThat(resideInAnyPackage(library))
        .check(CLASSES);
  }
}
