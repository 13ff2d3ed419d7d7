package rhapsode.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import rhapsode.RhapsodeException;
import rhapsode.context.Stretch;
import rhapsode.gguf.GgufFile;
import rhapsode.testing.Fixture;

/**
 * What recurrent models remember: chunks and single steps give the same bits, and nothing leaks.
 */
class RecurrentTest {
  @TempDir Path folder;

  private static Session open(Model model, int context, int batch) {
    return model.session(new Session.Options(context, batch, CacheType.F32));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mamba",
        "mamba2",
        "jamba",
        "falcon-h1",
        "granite-hybrid",
        "lfm2",
        "rwkv6-halved",
        "rwkv7-small"
      })
  void anyCutGivesTheSameBits(String name) {
    Fixture fixture = Fixture.of(name);
    int[] ids = fixture.prompts().get(2).ids();
    try (Model model = Model.open(fixture.model());
        Session whole = open(model, 256, 512);
        Session pieces = open(model, 256, 3)) {
      float[] expected = whole.feed(ids);
      int cut = ids.length / 3;
      pieces.feed(Arrays.copyOf(ids, cut));
      assertArrayEquals(expected, pieces.feed(Arrays.copyOfRange(ids, cut, ids.length)));
      List<float[]> scored = new ArrayList<>();
      whole.truncate(0);
      whole.score(ids, (_, logits) -> scored.add(logits.clone()));
      assertArrayEquals(expected, scored.getLast());
      pieces.truncate(0);
      for (int i = 0; i < ids.length; i++) {
        assertArrayEquals(scored.get(i), pieces.feed(ids[i]), "token " + i);
      }
    }
  }

  /** A memory can't go back, so what is left of a text is read again. */
  @Test
  void truncatingForgetsTheRestAlone() {
    Fixture fixture = Fixture.of("mamba");
    int[] ids = fixture.prompts().get(2).ids();
    try (Model model = Model.open(fixture.model());
        Session session = open(model, 256, 512);
        Session fresh = open(model, 256, 512)) {
      session.feed(ids);
      session.truncate(5);
      float[] expected = fresh.feed(Arrays.copyOf(ids, 6));
      assertArrayEquals(expected, session.feed(ids[5]));
      assertEquals(0, session.steady(6, 8));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mamba2", "rwkv6-halved", "rwkv7-small"})
  void aSavedSessionGoesOn(String name) {
    Fixture fixture = Fixture.of(name);
    int[] ids = fixture.prompts().get(2).ids();
    Path file = folder.resolve("session");
    try (Model model = Model.open(fixture.model());
        Session session = open(model, 256, 512);
        Session other = open(model, 256, 512)) {
      session.feed(ids);
      SessionFile.write(file, model, session);
      other.feed(ids[1], ids[0]);
      SessionFile.read(file, model, other);
      assertArrayEquals(session.feed(ids[0]), other.feed(ids[0]));
    }
  }

  /** 96 tokens more of context are room for their ids, not for keys and values. */
  @Test
  void memoryDoesNotGrowWithTheContext() {
    try (Model model = Model.open(Fixture.of("mamba").model())) {
      for (int context : new int[] {64, 100_000}) {
        assertEquals(
            0, StepMemory.cacheBytes(model.hyper(), Session.Options.of(context)), "" + context);
      }
      int channels = 128;
      try (GgufFile file = GgufFile.open(model.path())) {
        Object memory = ModelInfo.of(file, 100_000, CacheType.F16, Stretch.NONE).get("memory");
        long expected = 4L * 2 * (3 + 16) * channels;
        assertTrue(memory.toString().contains("state_bytes=" + expected), memory.toString());
      }
      assertThrows(
          RhapsodeException.class,
          () -> model.scheduler(new Scheduler.Options(2, 64, 64, CacheType.F32, 256)));
    }
  }
}
