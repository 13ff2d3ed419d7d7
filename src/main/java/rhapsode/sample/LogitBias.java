package rhapsode.sample;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import rhapsode.RhapsodeException;

/**
 * Adds to the logits of certain tokens: z<sub>i</sub> + b<sub>i</sub>; minus infinity bans a token.
 * OpenAI's {@code logit_bias} (API reference, chat completions).
 *
 * @param biases by token id
 */
record LogitBias(Map<Integer, Double> biases) implements Stage {
  /** The biases by token id. */
  static final Setting<Map<Integer, Double>> BIASES =
      new Setting<>(
          new Biases(),
          Map.of(),
          "ID+BIAS",
          "Add to the logit of a token: 15043+1 or 15043-1.5; 15043-inf bans it; may be given"
              + " several times.",
          "logit-bias");

  static Optional<Stage> of(SamplingOptions options) {
    Map<Integer, Double> biases = options.get(BIASES);
    return biases.isEmpty() ? Optional.empty() : Optional.of(new LogitBias(biases));
  }

  @Override
  public boolean isTokenwise() {
    return true;
  }

  @Override
  public void apply(Candidates candidates, List<Integer> history) {
    BitSet biased = new BitSet();
    for (int id : biases.keySet()) {
      if (id >= candidates.vocabularySize()) {
        throw new RhapsodeException(
            "%s names token %d; the vocabulary has 0 to %d"
                .formatted(BIASES.name(), id, candidates.vocabularySize() - 1));
      }
      biased.set(id);
    }
    candidates.change(biased, (id, logit) -> logit + biases.get(id));
  }

  /** Written as {@code 15043+1}, several with a comma between them; as JSON an object or pairs. */
  private static final class Biases implements Kind<Map<Integer, Double>> {
    private static final Pattern ITEM = Pattern.compile("\\s*(\\d+)\\s*([+-].+?)\\s*");
    private static final Kind<Integer> ID = new Kind.Whole(Range.atLeast(0));
    private static final Kind<Double> BIAS = new Kind.Real(Range.any());

    @Override
    public Map<Integer, Double> read(Object given) {
      Map<Integer, Double> biases = new TreeMap<>();
      boolean right =
          given instanceof Map<?, ?> map
              ? map.entrySet().stream().allMatch(e -> put(biases, e.getKey(), e.getValue()))
              : items(given).allMatch(item -> item(biases, item));
      return right ? Map.copyOf(biases) : null;
    }

    private static Stream<?> items(Object given) {
      return given instanceof List<?> list
          ? list.stream().flatMap(item -> item instanceof String ? items(item) : Stream.of(item))
          : Stream.of(given.toString().split(","));
    }

    private static boolean item(Map<Integer, Double> biases, Object item) {
      if (item instanceof List<?> pair) {
        return pair.size() == 2 && put(biases, pair.getFirst(), pair.getLast());
      }
      Matcher parts = ITEM.matcher(item.toString());
      return parts.matches() && put(biases, parts.group(1), parts.group(2));
    }

    private static boolean put(Map<Integer, Double> biases, Object token, Object bias) {
      Integer id = ID.read(token);
      boolean ban = Objects.equals(bias, false) || "-inf".equals(bias);
      Double value = ban || Objects.equals(bias, banned()) ? banned() : BIAS.read(bias);
      return id != null && value != null && biases.put(id, value) == null;
    }

    private static Double banned() {
      return Double.NEGATIVE_INFINITY;
    }

    @Override
    public String wanted() {
      return "a token's id and its bias, such as 15043+1 or 15043-inf, once for a token";
    }

    @Override
    public String write(Map<Integer, Double> value) {
      return value.isEmpty()
          ? "none"
          : new TreeMap<>(value)
              .entrySet().stream()
                  .map(e -> e.getKey() + written(e.getValue()))
                  .collect(Collectors.joining(","));
    }

    private static String written(double bias) {
      return bias == banned() ? "-inf" : (bias < 0 ? "" : "+") + Range.plain(bias);
    }
  }
}
