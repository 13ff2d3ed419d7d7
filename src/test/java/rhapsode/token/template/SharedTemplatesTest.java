package rhapsode.token.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import rhapsode.RhapsodeException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.ObjectMapper;

/**
 * Renders the chat templates of released models, which are not part of the project, as Python does.
 */
class SharedTemplatesTest {
  /** When the expected texts were made. */
  private static final Clock THAT_DAY =
      Clock.fixed(Instant.parse("2026-07-04T12:00:00Z"), ZoneOffset.UTC);

  @TestFactory
  List<DynamicTest> everyTemplateRendersAsPythonDoes() throws IOException {
    String shared = System.getProperty("rhapsode.shared");
    if (shared == null || !Files.isDirectory(Path.of(shared, "templates"))) {
      String reason = "skipped: -Drhapsode.shared names no folder with templates/";
      System.out.println(reason);
      Assumptions.abort(reason);
    }
    Path folder = Path.of(shared, "templates");
    Map<String, Map<String, Object>> contexts =
        new ObjectMapper()
            .readValue(
                folder.resolve("contexts.json").toFile(),
                new TypeReference<Map<String, Map<String, Object>>>() {});
    List<DynamicTest> tests = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".jinja")).sorted().toList()) {
        contexts.forEach(
            (name, context) -> {
              String stem = file.getFileName().toString().replaceFirst("\\.jinja$", "");
              tests.add(
                  DynamicTest.dynamicTest(
                      stem + "." + name, () -> check(folder, stem, name, context)));
            });
      }
    }
    assertFalse(tests.isEmpty(), "the folder holds no template");
    return tests;
  }

  private static void check(Path folder, String stem, String name, Map<String, Object> context)
      throws IOException {
    String source = Files.readString(folder.resolve(stem + ".jinja"));
    Path expected = folder.resolve(stem + "." + name + ".txt");
    if (Files.exists(expected)) {
      assertEquals(
          Files.readString(expected), ChatTemplate.parse(stem, source).render(context, THAT_DAY));
    } else {
      assertThrows(
          RhapsodeException.class,
          () -> ChatTemplate.parse(stem, source).render(context, THAT_DAY));
    }
  }
}
