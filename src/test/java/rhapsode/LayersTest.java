package rhapsode;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Dependencies point one way: cli, lab, run, then architectures and their parts, then file and
 * kernels.
 */
class LayersTest {
  /** What each package may use, beside itself, the JDK and the few classes of the root package. */
  private static final Map<String, List<String>> MAY_USE =
      Map.of(
          "bindings",
          List.of(),
          "gguf",
          List.of(),
          "sample",
          List.of(),
          "token",
          List.of("gguf"),
          "model",
          List.of("gguf", "bindings"),
          "block",
          List.of("model", "bindings"),
          "context",
          List.of("model", "bindings"),
          "arch",
          List.of("block", "context", "model", "bindings"),
          "run",
          List.of("arch", "context", "sample", "token", "block", "model", "gguf", "bindings"),
          "lab",
          List.of(
              "run", "arch", "context", "sample", "token", "block", "model", "gguf", "bindings"));

  private static JavaClasses classes;

  @BeforeAll
  static void read() {
    classes =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("rhapsode");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bindings",
        "gguf",
        "sample",
        "token",
        "model",
        "block",
        "context",
        "arch",
        "run",
        "lab"
      })
  void usesOnlyWhatLiesBelow(String layer) {
    List<String> allowed = new ArrayList<>(List.of("java..", "javax..", "rhapsode"));
    allowed.add("rhapsode." + layer + "..");
    MAY_USE.get(layer).forEach(below -> allowed.add("rhapsode." + below + ".."));
    classes()
        .that()
        .resideInAPackage("rhapsode." + layer + "..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(allowed.toArray(String[]::new))
        .check(classes);
  }

  @Test
  void generatedBindingsAreSeenByTheBindingsAlone() {
    noClasses()
        .that()
        .resideOutsideOfPackage("rhapsode.bindings..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("rhapsode.bindings.gen..")
        .check(classes);
  }
}
