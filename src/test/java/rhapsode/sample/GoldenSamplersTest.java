package rhapsode.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Each stage against what {@code golden.py} beside the figures computes from its formula. */
class GoldenSamplersTest {
  private static final JsonNode GOLDEN =
      JsonMapper.shared().readTree(Path.of("src/test/resources/sampling/golden.json"));

  private static final Pieces PIECES =
      new Pieces() {
        @Override
        public int size() {
          return GOLDEN.get("pieces").size();
        }

        @Override
        public byte[] of(int id) {
          return GOLDEN.get("pieces").get(id).asString().getBytes(StandardCharsets.UTF_8);
        }
      };

  static Stream<JsonNode> cases() {
    return items(GOLDEN.get("cases"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void leavesWhatTheFormulaSays(JsonNode golden) {
    float[] logits = logits(golden);
    Candidates candidates = new Candidates(logits);
    List<Integer> history = items(golden.get("history")).map(JsonNode::asInt).toList();
    stage(golden).apply(candidates, history);

    TreeMap<Integer, Double> expected = new TreeMap<>();
    JsonNode changed = golden.get("changed");
    for (JsonNode id : golden.get("left")) {
      JsonNode value = changed.get(id.asString());
      expected.put(id.asInt(), value == null ? logits[id.asInt()] : value.asDouble());
    }
    Map<Integer, Double> actual = left(candidates);
    assertEquals(expected.keySet(), actual.keySet());
    expected.forEach(
        (id, logit) -> assertEquals(logit, actual.get(id), 1e-6 * Math.max(1, Math.abs(logit))));
  }

  private static Stage stage(JsonNode golden) {
    SamplingOptions options = SamplingOptions.STANDARD;
    for (Map.Entry<String, JsonNode> entry : golden.get("settings").properties()) {
      Object value = JsonMapper.shared().treeToValue(entry.getValue(), Object.class);
      options = options.with(entry.getKey(), value);
    }
    String name = golden.get("stage").asString();
    if (name.equals("logit-bias")) {
      return LogitBias.of(options).orElseThrow();
    }
    double draw = golden.get("draw").asDouble();
    RandomGenerator random =
        new RandomGenerator() {
          @Override
          public long nextLong() {
            throw new UnsupportedOperationException();
          }

          @Override
          public double nextDouble() {
            return draw;
          }
        };
    return StageType.named(name).make(options, random, PIECES).orElseThrow();
  }

  static Stream<JsonNode> mirostats() {
    return items(GOLDEN.get("mirostat"));
  }

  @ParameterizedTest
  @MethodSource("mirostats")
  void mirostatMovesItsLimitWithTheSurprise(JsonNode golden) {
    SamplingOptions options =
        SamplingOptions.STANDARD
            .with("mirostat", golden.get("version").asInt())
            .with("mirostat_tau", golden.get("tau").asDouble())
            .with("mirostat_eta", golden.get("eta").asDouble());
    Mirostat mirostat = (Mirostat) Mirostat.of(options).orElseThrow();
    for (JsonNode step : golden.get("steps")) {
      assertEquals(step.get("limit").asDouble(), mirostat.limit(), 1e-5);
      Candidates candidates = new Candidates(logits(golden));
      mirostat.apply(candidates, List.of());
      List<Integer> left = new ArrayList<>(left(candidates).keySet());
      assertEquals(items(step.get("left")).map(JsonNode::asInt).toList(), left);
      int chosen = step.get("chosen").asInt();
      int index =
          IntStream.range(0, candidates.size())
              .filter(i -> candidates.id(i) == chosen)
              .findFirst()
              .orElseThrow();
      mirostat.chosen(candidates, index);
    }
  }

  private static Map<Integer, Double> left(Candidates candidates) {
    Map<Integer, Double> left = new TreeMap<>();
    for (int i = 0; i < candidates.size(); i++) {
      left.put(candidates.id(i), (double) candidates.logit(i));
    }
    return left;
  }

  private static float[] logits(JsonNode golden) {
    JsonNode values = GOLDEN.get("logits").get(golden.get("logits").asString());
    float[] logits = new float[values.size()];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) values.get(i).asDouble();
    }
    return logits;
  }

  private static Stream<JsonNode> items(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }
}
