package rhapsode.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import rhapsode.lab.imatrix.ImportanceFile;
import rhapsode.lab.imatrix.ImportanceMatrix;
import rhapsode.testing.Fixture;

class ImatrixCommandTest {
  private static final String MODEL = Fixture.of("llama-gqa").model().toString();

  @TempDir Path folder;

  @Test
  void chunksMeasuredApartAndJoinedAreThoseMeasuredTogether() {
    ImportanceMatrix both = measure("both.gguf", "--chunks", "4");
    measure("first.gguf", "--chunks", "2");
    ImportanceMatrix joined =
        measure(
            "joined.gguf",
            "--chunks",
            "2",
            "--chunk",
            "2",
            "--in-file",
            folder.resolve("first.gguf").toString());
    assertEquals(both.entries().keySet(), joined.entries().keySet());
    assertEquals(4, joined.chunks());
    both.entries()
        .forEach(
            (name, entry) -> {
              assertArrayEquals(entry.counts(), joined.entries().get(name).counts());
              float[] sums = joined.entries().get(name).sums();
              for (int i = 0; i < sums.length; i++) {
                assertEquals(entry.sums()[i], sums[i], 1e-5f * (1 + entry.sums()[i]), name);
              }
            });
  }

  @Test
  void theOlderFormSaysTheSame() {
    ImportanceMatrix gguf = measure("m.gguf", "--chunks", "2", "--process-output");
    ImportanceMatrix dat =
        measure("m.dat", "--chunks", "2", "--process-output", "--output-format", "dat");
    assertTrue(gguf.entries().containsKey("output.weight"));
    gguf.entries()
        .forEach(
            (name, entry) -> {
              float[] means = dat.entries().get(name).means(0);
              for (int i = 0; i < means.length; i++) {
                assertEquals(entry.means(0)[i], means[i], 1e-6f * (1 + means[i]), name);
              }
            });
  }

  private ImportanceMatrix measure(String name, String... more) {
    Path out = folder.resolve(name);
    List<String> line =
        new ArrayList<>(List.of("imatrix", "-m", MODEL, "-c", "16", "-o", out.toString()));
    line.addAll(List.of(more));
    CommandLineRunner run = CommandLineRunner.run(line.toArray(String[]::new));
    assertEquals(ExitCode.OK, run.code(), run.err());
    assertEquals("", run.out());
    return ImportanceFile.read(out);
  }

  static Stream<Arguments> wrong() {
    return Stream.of(
        arguments(ExitCode.USER_ERROR, "there is no file no/text", new String[] {"no/text"}),
        arguments(ExitCode.USER_ERROR, "two chunks of 512 need", new String[] {"SHORT"}),
        arguments(ExitCode.USER_ERROR, "beyond the 512 tokens", new String[] {"-c", "1024"}),
        arguments(
            ExitCode.USER_ERROR, "is left after --chunk", new String[] {"--chunk", "9999999"}),
        arguments(ExitCode.USER_ERROR, "is no importance", new String[] {"--in-file", "pom.xml"}),
        arguments(ExitCode.USAGE, "gguf or dat", new String[] {"--output-format", "csv"}),
        arguments(ExitCode.USAGE, "--chunks is 0", new String[] {"--chunks", "0"}),
        arguments(ExitCode.USAGE, "give one text", new String[] {"a", "-f", "b"}));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("wrong")
  void wrongInputIsASentence(int code, String words, String[] more) throws IOException {
    Path out = folder.resolve("out.gguf");
    Path text = Files.writeString(folder.resolve("short.txt"), "Short.");
    List<String> line = new ArrayList<>(List.of("imatrix", "-m", MODEL, "-o", out.toString()));
    line.addAll(List.of(more));
    line.replaceAll(word -> word.equals("SHORT") ? text.toString() : word);
    CommandLineRunner run = CommandLineRunner.run(line.toArray(String[]::new));
    assertEquals(code, run.code(), run.err());
    assertTrue(run.err().contains(words), run.err());
    assertTrue(Files.notExists(out));
  }
}
