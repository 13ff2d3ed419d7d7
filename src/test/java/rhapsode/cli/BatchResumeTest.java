package rhapsode.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rhapsode.testing.Fixture;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A batch that is killed, refused its output, or out of room: nothing is lost or done twice. */
class BatchResumeTest {
  private static final int PROMPTS = 40;
  private static final int CUTS = 50;

  /** Processes killed; more with {@code -Drhapsode.kills=50}. */
  private static final int KILLS = Integer.getInteger("rhapsode.kills", 2);

  @TempDir Path folder;
  private Path prompts;
  private Path output;

  @BeforeEach
  void write() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < PROMPTS; i++) {
      lines.add(
          i % 10 == 7
              ? "no JSON"
              : "{\"id\":%d,\"prompt\":\"Zeile %d ü\",\"max_tokens\":%d,\"seed\":%d}"
                  .formatted(i, i, 1 + i * 7 % 23, i));
    }
    prompts = Files.write(folder.resolve("prompts.jsonl"), lines);
    output = folder.resolve("answers.jsonl");
  }

  /** The output is all that a run keeps, so a cut anywhere in it is a kill at any moment. */
  @Test
  void anOutputCutAnywhereIsGoneOnWith() throws IOException {
    batch();
    byte[] whole = Files.readAllBytes(output);
    List<String> expected = answers();
    assertEquals(PROMPTS, expected.size());
    Random random = new Random(1);
    for (int i = 0; i < CUTS; i++) {
      int length = i == 0 ? 0 : i == 1 ? whole.length : random.nextInt(whole.length);
      Files.write(output, Arrays.copyOf(whole, length));
      CommandLineRunner run = batch("--resume");
      assertTrue(run.code() <= ExitCode.USER_ERROR, run.err());
      assertEquals(expected, answers(), "cut after " + length + " bytes");
    }
  }

  @Test
  void aKilledProcessIsGoneOnWith() throws IOException, InterruptedException {
    batch();
    List<String> expected = answers();
    Files.delete(output);
    Random random = new Random(2);
    for (int kill = 0; kill < KILLS; kill++) {
      Process process = start();
      long before = size();
      // A kill counts once the process has come to write something.
      for (int i = 0; i < 3000 && process.isAlive() && size() <= before; i++) {
        Thread.sleep(10);
      }
      Thread.sleep(random.nextInt(60));
      process.destroyForcibly().waitFor();
      if (answers().size() == PROMPTS) {
        Files.delete(output);
      }
    }
    batch("--resume");
    assertEquals(expected, answers());
  }

  @Test
  void twoRunsOnTheSameOutputRefuseEachOther() throws IOException {
    try (FileChannel other =
            FileChannel.open(output, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock _ = other.lock()) {
      for (String option : List.of("--resume", "--overwrite")) {
        assertRefused("another run is writing", batch(option));
      }
      assertEquals(0, Files.size(output));
    }
    Process process = start();
    try {
      for (int i = 0; i < 3000 && size() == 0; i++) {
        Thread.sleep(10);
      }
      if (process.isAlive()) {
        assertRefused("another run is writing", batch("--overwrite"));
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void anOutputThatHoldsSomethingElseIsLeftAlone() throws IOException {
    Files.writeString(output, "precious\n");
    assertRefused("holds something already; --resume", batch());
    assertRefused("line 1 of " + output + " is no answer", batch("--resume"));
    assertEquals("precious\n", Files.readString(output));
    batch("--overwrite");
    assertEquals(PROMPTS, answers().size());

    List<String> swapped = new ArrayList<>(Files.readAllLines(prompts));
    swapped.set(3, swapped.getFirst().replace("\"id\":0", "\"id\":\"other\""));
    Files.write(prompts, swapped);
    List<String> before = answers();
    assertRefused("answers 3, and prompt 4", batch("--resume"));
    Files.write(prompts, swapped.subList(0, 2));
    assertRefused("prompt 3 of " + prompts + " is not there", batch("--resume"));
    assertEquals(before, answers());
  }

  @Test
  void nothingIsLeftToDo() throws IOException {
    batch();
    List<String> before = answers();
    CommandLineRunner again = batch("--resume");
    assertEquals(ExitCode.OK, again.code());
    assertTrue(again.err().contains("all 40 prompts are answered already"), again.err());
    assertEquals(before, answers());
  }

  @Test
  void aFullDiskStopsWithASentence() {
    Path full = Path.of("/dev/full");
    Assumptions.assumeTrue(Files.exists(full), "skipped: this system has no /dev/full");
    CommandLineRunner run =
        CommandLineRunner.run(
            "batch", prompts.toString(), "-m", model(), "-n", "2", "-o", full.toString());
    assertEquals(ExitCode.USER_ERROR, run.code());
    assertTrue(run.err().contains("0 answers are complete; the same command"), run.err());
    assertTrue(run.err().lines().toList().getLast().contains("can't be written on"), run.err());
  }

  @Test
  void aReaderThatLeavesStopsTheRunWithASentence() {
    OutputStream leaving =
        new OutputStream() {
          private int lines;

          @Override
          public void write(int value) throws IOException {
            lines += value == '\n' ? 1 : 0;
            if (lines == 3) {
              throw new IOException("Broken pipe");
            }
          }
        };
    StringWriter err = new StringWriter();
    String[] line = {"batch", prompts.toString(), "-m", model(), "-n", "2"};
    int code =
        Main.execute(
            Main.commandLine(line),
            new PrintWriter(new AnswerStream(leaving), false, StandardCharsets.UTF_8),
            new PrintWriter(err),
            line);
    assertEquals(ExitCode.PIPE_CLOSED, code);
    assertTrue(err.toString().contains("2 answers are complete; go on with --skip 2"), "" + err);
  }

  private CommandLineRunner batch(String... more) {
    return CommandLineRunner.run(
        Stream.concat(line().stream(), Arrays.stream(more)).toArray(String[]::new));
  }

  private List<String> line() {
    return List.of(
        "batch", prompts.toString(), "-m", model(), "-o", output.toString(), "-np", "4", "-t", "1");
  }

  private static String model() {
    return Fixture.of("llama-gqa").model().toString();
  }

  private Process start() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "rhapsode.cli.Main"));
    command.addAll(line());
    command.add("--resume");
    return new ProcessBuilder(command)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private long size() throws IOException {
    return Files.exists(output) ? Files.size(output) : 0;
  }

  /** The lines of the output without what differs from run to run. */
  private List<String> answers() throws IOException {
    if (!Files.exists(output)) {
      return List.of();
    }
    List<String> answers = new ArrayList<>();
    String text = Files.readString(output);
    for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
      ObjectNode answer = (ObjectNode) JsonMapper.shared().readTree(line);
      answers.add(answer.without(List.of("prompt_seconds", "generation_seconds")).toString());
    }
    return answers;
  }

  private static void assertRefused(String words, CommandLineRunner run) {
    assertEquals(ExitCode.USER_ERROR, run.code(), run.err());
    assertTrue(run.err().contains(words), run.err());
    assertEquals(1, run.err().lines().count(), run.err());
  }
}
