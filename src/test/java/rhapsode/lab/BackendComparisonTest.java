package rhapsode.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import rhapsode.bindings.Device;
import rhapsode.bindings.OpDifference;
import rhapsode.run.Model;
import rhapsode.testing.DamagedModel;
import rhapsode.testing.Fixture;
import rhapsode.testing.Isas;

class BackendComparisonTest {
  private static final int[] PROMPT = {1, 20, 33, 7, 90};
  private static final Fixture FLOATS = Fixture.of("llama-gqa");

  @TempDir Path folder;

  private static BackendComparison compare(Path expected, String on, Path tested, String other) {
    try (Model a = Model.open(expected, Device.cpu(on, 2));
        Model b = Model.open(tested, Device.cpu(other, 1))) {
      return BackendComparison.run(a, b, PROMPT);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"llama-gqa", "llama-quant-Q4_K_M", "gemma3", "phi3-longrope", "granite-moe"})
  void noInstructionSetPartsFromTheReference(String name) {
    Path model = Fixture.of(name).model();
    for (String isa : Isas.here()) {
      BackendComparison comparison = compare(model, "reference", model, isa);
      assertTrue(comparison.firstParting().isEmpty(), isa + ": " + comparison.worst());
      // Two kernels that add in different orders differ somewhere, unless nothing is compared.
      assertEquals(isa.equals("reference"), comparison.worst().op().worst() == 0, isa);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama-gqa", "llama-quant-Q4_K_M", "gemma3"})
  void fastInstructionSetsGiveTheSameValues(String name) {
    Path model = Fixture.of(name).model();
    List<String> fast = Isas.here().stream().filter(isa -> !isa.equals("reference")).toList();
    for (String isa : fast) {
      BackendComparison comparison = compare(model, fast.getFirst(), model, isa);
      assertEquals(0, comparison.worst().op().worst(), isa + ": " + comparison.worst());
      for (BackendComparison.Step step : comparison.steps()) {
        assertEquals(0, step.logits().absolute(), isa);
      }
    }
  }

  /** As each op gets the same inputs on both devices, only the op that reads the fault parts. */
  @Test
  void aPlantedFaultIsFoundWhereItIs() throws IOException {
    Path damaged = DamagedModel.copy(FLOATS, folder.resolve("m.gguf"), "blk.1.ffn_down.weight", 3);
    for (String isa : Isas.here()) {
      BackendComparison comparison = compare(FLOATS.model(), "reference", damaged, isa);
      List<BackendComparison.Place> parting =
          comparison.places().stream().filter(place -> place.op().parts()).toList();
      assertEquals(2, parting.size(), isa + ": once a step");
      assertEquals(parting.getFirst(), comparison.firstParting().orElseThrow());
      assertEquals("prompt", parting.getFirst().step().name());
      assertEquals("generation", parting.getLast().step().name());
      OpDifference op = parting.getFirst().op();
      assertEquals(1, op.expected().layer());
      assertEquals("matmul", op.expected().op());
      assertEquals("(5, 64) F32 <- (5, 160) F32, (64, 160) PACKED_F32", op.expected().flow());
      assertTrue(op.absolute() > 0.01 && op.absolute() < 100, "off by " + op.absolute());
      assertTrue(comparison.steps().getFirst().logits().absolute() > 0.01);
    }
  }

  @Test
  void aNanOnOneSideParts() throws IOException {
    Path damaged =
        DamagedModel.copy(FLOATS, folder.resolve("m.gguf"), "blk.0.attn_v.weight", Float.NaN);
    BackendComparison comparison =
        compare(FLOATS.model(), "reference", damaged, Isas.here().getLast());
    OpDifference op = comparison.firstParting().orElseThrow().op();
    assertEquals(0, op.expected().layer());
    assertEquals("(5, 32) F32 <- (5, 64) F32, (32, 64) PACKED_F32", op.expected().flow());
    assertEquals(Double.POSITIVE_INFINITY, op.absolute());
    assertEquals(Double.POSITIVE_INFINITY, comparison.steps().getFirst().logits().absolute());
  }

  @Test
  void theSecondStepFeedsTheLikeliestToken() {
    BackendComparison comparison =
        compare(FLOATS.model(), "reference", FLOATS.model(), Isas.here().getLast());
    BackendComparison.Step prompt = comparison.steps().getFirst();
    assertEquals(List.of(1, 20, 33, 7, 90), prompt.ids());
    assertEquals(List.of(prompt.logits().expectedId()), comparison.steps().getLast().ids());
    assertFalse(prompt.ops().isEmpty());
    assertEquals(prompt.ops().size(), comparison.steps().getLast().ops().size());
  }
}
