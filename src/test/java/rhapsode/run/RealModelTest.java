package rhapsode.run;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import rhapsode.bindings.Device;
import rhapsode.model.catalogue.Catalogue;
import rhapsode.model.catalogue.ModelStore;
import rhapsode.testing.Isas;
import rhapsode.token.Tokenizer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The models of the catalogue that are on this disk, against what llama.cpp writes for them. */
class RealModelTest {
  /** Two engines may part where the best two candidates lie this close. */
  private static final float NEAR_TIE = 0.05f;

  /**
   * Where they part further from a tie: activations of 8 bits move logits by 0.1 to 0.3, and no two
   * programs round alike; see docs/decisions/activations-of-8-bits.md.
   */
  private static final Map<String, Float> WIDER =
      Map.of(
          "smollm2: The capital of France is", 0.17f,
          "smollm2: 机器学习是", 0.08f,
          "gemma3: 机器学习是", 0.1f);

  static List<Arguments> runs() {
    List<Arguments> runs = new ArrayList<>();
    for (String model : List.of("smollm2", "gemma3", "qwen2.5-coder")) {
      for (String isa : Isas.here()) {
        // Plain loops over a real model take minutes; the fixtures cover the reference.
        if (!isa.equals("reference")) {
          runs.add(Arguments.of(model, isa));
        }
      }
    }
    return runs;
  }

  @ParameterizedTest(name = "{0} on {1}")
  @MethodSource("runs")
  void greedyTextIsLlamaCppsUpToNearTies(String name, String isa) {
    Path file = new ModelStore().fileOf(Catalogue.get(name));
    Assumptions.assumeTrue(
        Files.exists(file), () -> name + " is not on this disk; 'rhapsode pull " + name + "'");
    try (Model model = Model.open(file, Device.cpu(isa, Device.defaultThreads()))) {
      for (JsonNode expected :
          JsonMapper.shared().readTree(Path.of("src/test/resources/reference/greedy.json"))) {
        if (expected.get("model").asString().equals(name)) {
          follow(name, model, expected.get("prompt").asString(), expected.get("text").asString());
        }
      }
    }
  }

  private static void follow(String name, Model model, String prompt, String expected) {
    Tokenizer tokenizer = model.tokenizer();
    List<Integer> made = new ArrayList<>();
    try (Session session = model.session(Session.Options.of(2048))) {
      float[] logits = session.feed(Prompt.raw(model, prompt));
      while (made.size() < 48) {
        int best = best(logits, -1);
        if (tokenizer.isEndOfGeneration(best)) {
          break;
        }
        made.add(best);
        if (!isBeginning(tokenizer, made, expected)) {
          float gap = logits[best] - logits[best(logits, best)];
          System.out.printf(
              "fork: %s, prompt '%s', token %d, gap %.4f%n",
              model.path().getFileName(), prompt, made.size(), gap);
          float allowed = WIDER.getOrDefault(name + ": " + prompt, NEAR_TIE);
          assertTrue(gap < allowed, "'" + prompt + "' parts at token " + made.size());
          return;
        }
        logits = session.feed(best);
      }
    }
  }

  /**
   * Whether the tokens' text is how {@code expected} begins; a cut character at the end is open.
   */
  private static boolean isBeginning(Tokenizer tokenizer, List<Integer> ids, String expected) {
    String text = tokenizer.decode(ids.stream().mapToInt(id -> id).toArray());
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == '\ufffd') {
      end--;
    }
    String whole = text.substring(0, end);
    return expected.startsWith(whole) || whole.startsWith(expected);
  }

  private static int best(float[] logits, int except) {
    int best = except == 0 ? 1 : 0;
    for (int i = 0; i < logits.length; i++) {
      if (i != except && logits[i] > logits[best]) {
        best = i;
      }
    }
    return best;
  }
}
