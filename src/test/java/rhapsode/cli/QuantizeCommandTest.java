package rhapsode.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import rhapsode.gguf.GgufFile;
import rhapsode.gguf.GgufWriter;
import rhapsode.gguf.TensorInfo;
import rhapsode.gguf.Value;
import rhapsode.lab.quantize.FileType;
import rhapsode.run.CacheType;
import rhapsode.run.Model;
import rhapsode.run.Session;
import rhapsode.testing.Fixture;

class QuantizeCommandTest {
  private static final Fixture FIXTURE = Fixture.of("llama-quant-F16");
  private static final String MODEL = FIXTURE.model().toString();
  private static final String QUANTIZED = Fixture.of("llama-quant-Q4_0").model().toString();

  @TempDir Path folder;

  /** The model still says much the same: the more bits, the closer. */
  @ParameterizedTest
  @EnumSource
  void everyTypeMakesAModelThatRuns(FileType type) {
    Path out = folder.resolve("out.gguf");
    CommandLineRunner run = run("quantize", MODEL, out.toString(), type.name());
    assertEquals(ExitCode.OK, run.code(), run.err());
    assertTrue(run.out().contains("bits a weight"), run.out());
    try (GgufFile file = GgufFile.open(out);
        GgufFile in = GgufFile.open(FIXTURE.model())) {
      assertEquals(type.id(), file.metadata().integer("general.file_type"));
      assertEquals(2, file.metadata().integer("general.quantization_version"));
      assertTrue(
          file.metadata().keys().containsAll(in.metadata().keys()), file.metadata().toString());
      assertEquals(in.tensors().size(), file.tensors().size());
    }
    double bound =
        switch (type.base()) {
          case F32, F16 -> 1e-6;
          case BF16, Q8_0 -> 0.02;
          case Q6_K, Q5_K, Q5_0, Q5_1 -> 0.12;
          case TQ1_0, TQ2_0 -> 1;
          case Q2_K -> 0.6;
          default -> 0.35;
        };
    double distance = distance(logits(FIXTURE.model()), logits(out));
    assertTrue(distance < bound, distance + " is not below " + bound);
  }

  /** Mean square of the differences over that of the values. */
  private static double distance(float[] wanted, float[] got) {
    double off = 0;
    double all = 0;
    for (int i = 0; i < wanted.length; i++) {
      off += (wanted[i] - got[i]) * (double) (wanted[i] - got[i]);
      all += wanted[i] * (double) wanted[i];
    }
    return Math.sqrt(off / all);
  }

  private static float[] logits(Path path) {
    try (Model model = Model.open(path);
        Session session = model.session(new Session.Options(64, 64, CacheType.F32))) {
      return session.feed(FIXTURE.prompts().getFirst().ids());
    }
  }

  @Test
  void theSameBytesForAnyNumberOfThreads() throws IOException {
    Path one = folder.resolve("one.gguf");
    Path three = folder.resolve("three.gguf");
    assertEquals(ExitCode.OK, run("quantize", MODEL, one.toString(), "q4_k", "-t", "1").code());
    assertEquals(ExitCode.OK, run("quantize", MODEL, three.toString(), "q4_k", "-t", "3").code());
    assertArrayEquals(Files.readAllBytes(one), Files.readAllBytes(three));
  }

  @Test
  void aDryRunSaysTheSameAndWritesNothing() throws IOException {
    CommandLineRunner dry = run("quantize", "--dry-run", MODEL, "Q5_K_M");
    Path out = folder.resolve("out.gguf");
    CommandLineRunner run = run("quantize", MODEL, out.toString(), "Q5_K_M");
    assertEquals(ExitCode.OK, dry.code(), dry.err());
    assertEquals(run.out(), dry.out());
    Path never = folder.resolve("never.gguf");
    assertEquals(
        ExitCode.OK, run("quantize", MODEL, never.toString(), "Q5_K_M", "--dry-run").code());
    assertEquals(List.of(out), files());
  }

  @Test
  void importanceChangesTheBlocksAndIsNamed() throws IOException {
    Path matrix = folder.resolve("m.gguf");
    Path plain = folder.resolve("plain.gguf");
    Path weighed = folder.resolve("weighed.gguf");
    CommandLineRunner measured =
        run("imatrix", "-m", MODEL, "-c", "16", "--chunks", "3", "-o", matrix.toString());
    assertEquals(ExitCode.OK, measured.code(), measured.err());
    assertEquals("", measured.out());
    run("quantize", MODEL, plain.toString(), "IQ4_XS", "--pure");
    CommandLineRunner run =
        run(
            "quantize",
            "--imatrix",
            matrix.toString(),
            "--exclude-weights",
            "ffn_",
            "--pure",
            MODEL,
            weighed.toString(),
            "IQ4_XS");
    assertEquals(ExitCode.OK, run.code(), run.err());
    try (GgufFile a = GgufFile.open(plain);
        GgufFile b = GgufFile.open(weighed)) {
      assertEquals(matrix.toString(), b.metadata().string("quantize.imatrix.file"));
      assertEquals("persuasion", b.metadata().string("quantize.imatrix.dataset"));
      assertEquals(8, b.metadata().integer("quantize.imatrix.entries_count"));
      assertEquals(3, b.metadata().integer("quantize.imatrix.chunks_count"));
      for (String name : List.of("blk.0.attn_q.weight", "blk.1.ffn_up.weight")) {
        long same =
            a.data(a.tensor(name).orElseThrow()).mismatch(b.data(b.tensor(name).orElseThrow()));
        assertEquals(name.contains("ffn"), same < 0, name);
      }
    }
  }

  @Test
  void aQuantizedModelBecomesFloatAgain() {
    Path out = folder.resolve("out.gguf");
    CommandLineRunner run = run("quantize", QUANTIZED, out.toString(), "f32");
    assertEquals(ExitCode.OK, run.code(), run.err());
    assertArrayEquals(logits(Fixture.of("llama-quant-Q4_0").model()), logits(out), 0.02f * 20);
  }

  @Test
  void quantizingAgainMustBeAllowed() throws IOException {
    Path out = folder.resolve("out.gguf");
    CommandLineRunner run = run("quantize", QUANTIZED, out.toString(), "q8_0");
    assertRefused("add --allow-requantize", run);
    assertEquals(
        ExitCode.OK,
        run("quantize", "--allow-requantize", QUANTIZED, out.toString(), "q8_0").code());
  }

  static Stream<Arguments> wrong() {
    return Stream.of(
        arguments("no quantizer for IQ2_XXS", List.of(MODEL, "OUT", "iq2_xxs")),
        arguments("did you mean 'Q4_K_M'", List.of(MODEL, "OUT", "q4km")),
        arguments(
            "can't be quantized to 'q9'",
            List.of(MODEL, "OUT", "q8_0", "--token-embedding-type", "q9")),
        arguments("is not NAME=TYPE", List.of(MODEL, "OUT", "q8_0", "--tensor-type", "attn_v")),
        arguments(
            "is no regular expression", List.of(MODEL, "OUT", "q8_0", "--tensor-type", "(=f16")),
        arguments("there is no file", List.of("no/where.gguf", "OUT", "q8_0")),
        arguments("its folder does not exist", List.of(MODEL, "no/where/out.gguf", "q8_0")),
        arguments("name another file", List.of(MODEL, MODEL, "q8_0")),
        arguments("there is no file no/m", List.of(MODEL, "OUT", "q8_0", "--imatrix", "no/m")),
        arguments("is no importance matrix", List.of(MODEL, "OUT", "q8_0", "--imatrix", MODEL)),
        arguments(
            "is no importance matrix", List.of(MODEL, "OUT", "q8_0", "--imatrix", "pom.xml")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrong")
  void wrongInputIsASentence(String words, List<String> arguments) throws IOException {
    List<String> line = new ArrayList<>(List.of("quantize"));
    line.addAll(arguments);
    line.replaceAll(word -> word.equals("OUT") ? folder.resolve("out.gguf").toString() : word);
    byte[] before = Files.readAllBytes(FIXTURE.model());
    assertRefused(words, run(line.toArray(String[]::new)));
    assertArrayEquals(before, Files.readAllBytes(FIXTURE.model()));
  }

  @Test
  void aFileThatIsNoModelIsRefused() throws IOException {
    Path vocabulary = folder.resolve("vocabulary.gguf");
    new GgufWriter().put("general.architecture", Value.text("llama")).write(vocabulary);
    Path out = folder.resolve("out.gguf");
    CommandLineRunner run = run("quantize", vocabulary.toString(), out.toString(), "q8_0");
    assertTrue(run.err().contains("nothing to quantize"), run.err());
    assertEquals(ExitCode.USER_ERROR, run.code());
    assertEquals(List.of(vocabulary), files());
  }

  /** A value in the middle that F16 can't hold: what was written before it is gone again. */
  @Test
  void nothingIsLeftOfAFileThatFails() throws IOException {
    Path large = folder.resolve("large.gguf");
    try (GgufFile file = GgufFile.open(Fixture.of("llama-gqa").model())) {
      GgufWriter writer = GgufWriter.metadataOf(file);
      for (TensorInfo tensor : file.tensors()) {
        byte[] data = file.data(tensor).toArray(ValueLayout.JAVA_BYTE);
        if (tensor.name().equals("blk.1.attn_q.weight")) {
          MemorySegment.ofArray(data).set(ValueLayout.JAVA_FLOAT_UNALIGNED, 0, 1e9f);
        }
        writer.add(tensor.name(), tensor.type(), tensor.shape(), MemorySegment.ofArray(data));
      }
      writer.write(large);
    }
    Path out = folder.resolve("out.gguf");
    CommandLineRunner run = run("quantize", large.toString(), out.toString(), "f16");
    assertEquals(ExitCode.USER_ERROR, run.code());
    assertTrue(run.err().contains("blk.1.attn_q.weight"), run.err());
    assertTrue(run.err().contains("too large for F16"), run.err());
    assertEquals(List.of(large), files());
  }

  @Test
  void usage() {
    assertEquals(ExitCode.USAGE, run("quantize", MODEL).code());
    assertEquals(ExitCode.USAGE, run("quantize", MODEL, "q8_0").code());
    assertEquals(ExitCode.USAGE, run("quantize", MODEL, "a", "q8_0", "-t", "-1").code());
    assertEquals(
        ExitCode.USAGE, run("quantize", MODEL, "a", "q8_0", "--include-weights", "x").code());
  }

  private void assertRefused(String words, CommandLineRunner run) throws IOException {
    assertEquals(ExitCode.USER_ERROR, run.code(), run.err());
    assertTrue(run.err().contains(words), run.err());
    assertEquals("", run.out());
    assertEquals(List.of(), files());
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private static CommandLineRunner run(String... arguments) {
    return CommandLineRunner.run(arguments);
  }
}
