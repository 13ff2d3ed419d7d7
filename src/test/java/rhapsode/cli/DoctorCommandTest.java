package rhapsode.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rhapsode.bindings.Device;
import rhapsode.bindings.Kernel;
import rhapsode.lab.BackendComparison;
import rhapsode.run.AvailableMemory;
import rhapsode.run.Model;
import rhapsode.testing.DamagedModel;
import rhapsode.testing.Fixture;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DoctorCommandTest {
  private static final String MODEL = Fixture.of("llama-gqa").model().toString();

  @Test
  void jsonNamesTheKernelOfEachOp() {
    CommandLineRunner run = CommandLineRunner.run("doctor", "--json");
    assertEquals(ExitCode.OK, run.code(), run.err());
    JsonNode facts = JsonMapper.shared().readTree(run.out());
    assertEquals(Kernel.class.getRecordComponents().length, facts.get("kernels").get(0).size());
    assertEquals("PACKED_F32", facts.get("packed_types").get("F32").stringValue());
  }

  @Test
  void peopleGetTables() {
    CommandLineRunner run = CommandLineRunner.run("doctor");
    assertEquals(ExitCode.OK, run.code(), run.err());
    assertTrue(run.out().contains("instruction set"), run.out());
    assertTrue(run.out().contains("matmul"), run.out());
  }

  @Test
  void memoryIsWhatCanStillBeHad() {
    CommandLineRunner run = CommandLineRunner.run("doctor");
    boolean told = AvailableMemory.bytes().isPresent();
    assertEquals(told, run.out().contains("MiB of it available"), run.out());
    assertFalse(run.out().contains("unused"), run.out());
  }

  @Test
  void comparingWithTheReferencePartsNowhere() {
    assumeFast();
    CommandLineRunner run = CommandLineRunner.run("doctor", "--compare", "reference", "-m", MODEL);
    assertEquals(ExitCode.OK, run.code(), run.err());
    assertTrue(run.out().contains("reference part in none of 68 ops"), run.out());
    assertTrue(run.out().contains("rope_adjacent_reference"), run.out());
    assertTrue(run.out().contains("logits after the generation step"), run.out());
  }

  @Test
  void comparingGivesJson() {
    assumeFast();
    CommandLineRunner run =
        CommandLineRunner.run("doctor", "--compare", "reference", "-m", MODEL, "a b", "--json");
    assertEquals(ExitCode.OK, run.code(), run.err());
    JsonNode report = JsonMapper.shared().readTree(run.out());
    assertEquals("reference", report.get("expected").stringValue());
    assertTrue(report.get("passed").asBoolean());
    assertEquals(68, report.get("ops").size());
    JsonNode norm = report.get("ops").get(1);
    assertEquals("norm", norm.get("op").stringValue());
    assertEquals("norm_rms_reference", norm.get("expected_kernel").stringValue());
    assertTrue(norm.get("of_limit").asDouble() < 1);
    assertEquals(2, report.get("steps").size());
  }

  @Test
  void aFaultIsNamedInASentenceAndInJson(@TempDir Path folder) throws IOException {
    Fixture fixture = Fixture.of("llama-gqa");
    Path damaged = DamagedModel.copy(fixture, folder.resolve("m.gguf"), "blk.1.attn_k.weight", 5);
    try (Model a = Model.open(fixture.model(), Device.cpu("reference", 1));
        Model b = Model.open(damaged, Device.cpu("reference", 1))) {
      ComparisonReport report =
          new ComparisonReport(
              damaged, "one", "other", BackendComparison.run(a, b, new int[] {1, 2}));
      assertFalse(report.passed());
      assertTrue(
          report
              .verdict()
              .matches(
                  "other and one part at op 18 of the prompt step, layer 1, matmul: values differ"
                      + " by up to \\d\\.\\d\\de.\\d\\d and must be equal"),
          report.verdict());
      JsonNode json = JsonMapper.shared().readTree(report.json());
      assertEquals(18, json.get("first_parting").get("index").asInt());
      assertTrue(json.get("first_parting").get("of_limit").isNull());
      assertTrue(json.get("first_parting").get("parts").asBoolean());
    }
  }

  @Test
  void whatCannotBeComparedIsASentence() {
    CommandLineRunner unknown = CommandLineRunner.run("doctor", "--compare", "abacus", "-m", MODEL);
    assertEquals(ExitCode.USER_ERROR, unknown.code());
    assertTrue(unknown.err().contains("'abacus'"), unknown.err());
    assertTrue(unknown.err().contains("which has: reference"), unknown.err());
    CommandLineRunner missing =
        CommandLineRunner.run("doctor", "--compare", "reference", "-m", "nowhere.gguf");
    assertEquals(ExitCode.USER_ERROR, missing.code());
    assertEquals(1, missing.err().lines().count(), missing.err());
    try (Device inUse = Device.open(1)) {
      CommandLineRunner same =
          CommandLineRunner.run("doctor", "--compare", inUse.isa(), "-m", MODEL);
      assertEquals(ExitCode.USER_ERROR, same.code());
      assertTrue(same.err().contains("the same kernels"), same.err());
    }
  }

  @Test
  void optionsOfComparingNeedIt() {
    for (String[] wrong :
        new String[][] {
          {"doctor", "-m", MODEL}, {"doctor", "a text"}, {"doctor", "--check", "--compare", "x"}
        }) {
      CommandLineRunner run = CommandLineRunner.run(wrong);
      assertEquals(ExitCode.USAGE, run.code(), String.join(" ", wrong));
      assertTrue(run.err().contains("--compare"), run.err());
    }
  }

  private static void assumeFast() {
    try (Device inUse = Device.open(1)) {
      assumeFalse(inUse.isa().equals("reference"), "there is nothing but the reference here");
    }
  }
}
