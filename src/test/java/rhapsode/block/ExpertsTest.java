package rhapsode.block;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rhapsode.bindings.ExpertLoad;
import rhapsode.gguf.GgufFile;
import rhapsode.gguf.GgufWriter;
import rhapsode.gguf.MetadataOverride;
import rhapsode.gguf.TensorInfo;
import rhapsode.run.CacheType;
import rhapsode.run.Model;
import rhapsode.run.Session;
import rhapsode.testing.Fixture;

/** What can be asked of a mixture of experts beside what its file says. */
class ExpertsTest {
  private static final Fixture MIXTRAL = Fixture.of("mixtral");
  private static final int TOKENS = 40;
  private static final int[] IDS = new int[TOKENS];

  @TempDir private Path folder;

  static {
    Arrays.setAll(IDS, i -> 5 + i * 7 % 300);
  }

  @Test
  void oneExpertForEachToken() {
    for (ExpertLoad.Layer layer : loads("llama.expert_used_count=int:1")) {
      assertEquals(TOKENS, total(layer));
    }
  }

  @Test
  void anExpertTakesNoMoreThanItsCapacity() {
    List<ExpertLoad.Layer> free = loads();
    assertTrue(free.stream().anyMatch(layer -> most(layer) > 20), free.toString());
    for (ExpertLoad.Layer layer : loads("llama.lab.expert_capacity=float:1")) {
      // An even share of 40 tokens with 2 of 4 experts each.
      assertTrue(most(layer) <= 20, layer.toString());
      assertTrue(total(layer) < 2 * TOKENS, layer.toString());
    }
  }

  @Test
  void aCapacityThatNobodyReachesChangesNothing() {
    assertArrayEquals(logits(), logits("llama.lab.expert_capacity=float:4"), 0);
    assertFalse(Arrays.equals(logits(), logits("llama.lab.expert_capacity=float:0.5")));
  }

  @Test
  void anotherRouterIsAnotherModel() {
    try (Model model = open();
        Model other = open("llama.expert_used_count=int:1")) {
      assertNotEquals(model.fingerprint(), other.fingerprint());
    }
  }

  /** The first files of Mixtral have a tensor for each expert. */
  @Test
  void expertsApartAreExpertsTogether() {
    Path apart = folder.resolve("apart.gguf");
    try (GgufFile file = GgufFile.open(MIXTRAL.model())) {
      GgufWriter writer = new GgufWriter();
      file.metadata().keys().forEach(key -> writer.put(key, file.value(key)));
      for (TensorInfo tensor : file.tensors()) {
        long count = tensor.extent(2);
        long bytes = tensor.bytes() / count;
        for (long expert = 0; expert < count; expert++) {
          String name = tensor.name().replace("_exps", "." + expert);
          long[] shape = Arrays.copyOf(tensor.shape(), Math.min(2, tensor.shape().length));
          writer.add(name, tensor.type(), shape, file.data(tensor).asSlice(expert * bytes, bytes));
        }
      }
      writer.write(apart);
    }
    try (Model model = Model.open(apart)) {
      assertArrayEquals(logits(), feed(model), 0);
    }
  }

  private static long total(ExpertLoad.Layer layer) {
    return layer.tokens().stream().mapToLong(Long::longValue).sum();
  }

  private static long most(ExpertLoad.Layer layer) {
    return layer.tokens().stream().mapToLong(Long::longValue).max().orElseThrow();
  }

  private static Model open(String... overrides) {
    return Model.open(
        MIXTRAL.model(), 2, Stream.of(overrides).map(MetadataOverride::parse).toList());
  }

  private static List<ExpertLoad.Layer> loads(String... overrides) {
    try (Model model = open(overrides)) {
      feed(model);
      return model.device().expertLoad().layers();
    }
  }

  private static float[] logits(String... overrides) {
    try (Model model = open(overrides)) {
      return feed(model);
    }
  }

  private static float[] feed(Model model) {
    try (Session session = model.session(new Session.Options(64, 64, CacheType.F32))) {
      return session.feed(IDS);
    }
  }
}
