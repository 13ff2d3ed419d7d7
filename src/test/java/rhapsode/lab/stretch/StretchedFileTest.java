package rhapsode.lab.stretch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import rhapsode.RhapsodeException;
import rhapsode.run.Model;
import rhapsode.run.Session;
import rhapsode.testing.Fixture;

class StretchedFileTest {
  private static final int[] IDS = new Random(3).ints(40, 3, 400).toArray();

  @TempDir Path folder;

  private static float[] logits(Model model, Method method) {
    Session.Options usual = Session.Options.of(64);
    try (Session session =
        model.session(new Session.Options(64, usual.batch(), usual.cache(), method.stretch()))) {
      return session.feed(IDS);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "none",
        "linear:factor=4",
        "ntk:2",
        "base:value=50000",
        "yarn:factor=4,original=64"
      })
  void aWrittenFileComputesWhatTheMethodDoes(String spec) {
    Method method = Method.parse(spec);
    Path copy = folder.resolve("copy.gguf");
    try (Model model = Model.open(Fixture.of("llama-gqa").model(), 1)) {
      StretchedFile.write(model, method, 2048, copy);
      try (Model written = Model.open(copy, 1)) {
        assertEquals(2048, written.hyper().context());
        assertArrayEquals(logits(model, method), logits(written, Method.NONE), 2e-4f);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dynamic-ntk",
        "ntk-by-parts:factor=2",
        "linear:2@even",
        "yarn:factor=2,beta-fast=8"
      })
  void whatNoKeySaysIsRefusedAndLeavesNothing(String spec) throws Exception {
    Path copy = folder.resolve("copy.gguf");
    try (Model model = Model.open(Fixture.of("llama-gqa").model(), 1)) {
      RhapsodeException refused =
          assertThrows(
              RhapsodeException.class,
              () -> StretchedFile.write(model, Method.parse(spec), 2048, copy));
      assertTrue(refused.getMessage().contains(spec), refused.getMessage());
    }
    try (var left = Files.list(folder)) {
      assertFalse(left.findAny().isPresent());
    }
  }

  @Test
  void llamaCppIsToldTheSame() {
    try (Model model = Model.open(Fixture.of("llama-gqa").model(), 1)) {
      Session.Options usual = Session.Options.of(2048);
      Method yarn = Method.parse("yarn:factor=4");
      var stretched =
          model.architecture(
              new Session.Options(2048, usual.batch(), usual.cache(), yarn.stretch()));
      assertEquals(
          "-c 2048 --rope-scaling yarn --rope-scale 4 --yarn-orig-ctx 512",
          StandardRope.of(yarn, stretched).orElseThrow().llamaCpp(2048));
    }
  }

  @Test
  void aSpellingIsReadBack() {
    for (String spec :
        new String[] {"none", "yarn:factor=4", "preset yarn-2x", "linear:2 + ntk:2@even"}) {
      assertEquals(spec, Method.parse(spec).spec());
      assertEquals(Method.parse(spec), Method.parse(Method.parse(spec).spec()));
    }
  }
}
