package rhapsode.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import rhapsode.bindings.Kernel;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DoctorCommandTest {
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
}
