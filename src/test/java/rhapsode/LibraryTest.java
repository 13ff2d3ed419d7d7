package rhapsode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rhapsode.testing.Fixture;

/** What a reader of the README and of the documentation meets. */
class LibraryTest {
  private static final Pattern EXAMPLE = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);
  private static final String MODEL = Fixture.of("llama-gqa").model().toString();

  @TempDir Path folder;

  /** On a tiny model in place of the default one. */
  @Test
  void theExampleOfTheReadmeCompilesAndRuns() throws Exception {
    Matcher example = EXAMPLE.matcher(Files.readString(Path.of("README.md")));
    assertTrue(example.find(), "the README has an example in Java");
    String source = example.group(1).replace("\"smollm2\"", "\"" + MODEL + "\"");
    assertTrue(source.contains(MODEL), source);
    Files.writeString(folder.resolve("Example.java"), source);
    tool(
        "javac",
        "-proc:none",
        "-d",
        folder.toString(),
        "-cp",
        classPath(),
        "" + folder.resolve("Example.java"));
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
      String out = runMain(loader.loadClass("Example"));
      assertTrue(out.lines().count() >= 4, out);
    }
  }

  @Test
  void theExampleProjectRuns() throws Exception {
    String out = runMain(Class.forName("example.Tour"), MODEL);
    for (String part : List.of("perplexity ", "gravity: ", "music: ")) {
      assertTrue(out.contains(part), out);
    }
  }

  @Test
  void theDocumentationBuildsWithoutAWarning() throws IOException {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("-quiet", "-Xdoclint:all,-missing", "-Xwerror", "-cp", classPath()));
    arguments.addAll(List.of("-d", folder.toString()));
    for (String root : List.of("bindings", "gguf", "src/main/java")) {
      try (Stream<Path> files = Files.walk(Path.of(root))) {
        files
            .filter(file -> file.toString().endsWith(".java"))
            .filter(file -> !file.getParent().endsWith("gen"))
            .forEach(file -> arguments.add(file.toString()));
      }
    }
    assertEquals("", tool("javadoc", arguments.toArray(String[]::new)));
  }

  private static String tool(String name, String... arguments) {
    StringWriter said = new StringWriter();
    PrintWriter writer = new PrintWriter(said);
    int code = ToolProvider.findFirst(name).orElseThrow().run(writer, writer, arguments);
    assertEquals(0, code, said.toString());
    return said.toString();
  }

  private static String runMain(Class<?> type, String... arguments) throws Exception {
    PrintStream before = System.out;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    try {
      Method main = type.getDeclaredMethod("main", String[].class);
      main.setAccessible(true);
      main.invoke(null, (Object) arguments);
    } catch (InvocationTargetException thrown) {
      throw new AssertionError(thrown.getCause());
    } finally {
      System.setOut(before);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }
}
