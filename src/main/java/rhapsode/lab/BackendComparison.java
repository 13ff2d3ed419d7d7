package rhapsode.lab;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import rhapsode.bindings.OpDifference;
import rhapsode.run.CacheType;
import rhapsode.run.Model;
import rhapsode.run.Session;

/**
 * A model on two devices: the step of a prompt and the step of the token after it, each op by op on
 * the same inputs and as a whole.
 *
 * @param steps in the order they ran
 */
public record BackendComparison(List<Step> steps) {
  /**
   * One step.
   *
   * @param name "prompt" or "generation"
   * @param ids its tokens
   * @param ops its ops in order, each on inputs that were the same on both devices
   * @param logits what the devices made of the step on their own
   */
  public record Step(String name, List<Integer> ids, List<OpDifference> ops, Logits logits) {}

  /**
   * How the logits at the end of a step differ where neither device was given anything of the
   * other.
   *
   * @param absolute largest |difference|; infinite where only one has a NaN or an infinity
   * @param relative the same over the largest |logit| that was expected
   * @param expectedId the likeliest next token on the one device
   * @param testedId and on the other
   */
  public record Logits(double absolute, double relative, int expectedId, int testedId) {}

  /** An op of a step, by its place on the tape. */
  public record Place(Step step, int index) {
    /** The op. */
    public OpDifference op() {
      return step.ops().get(index);
    }
  }

  /**
   * Compares two loadings of one model.
   *
   * @param prompt the tokens of the first step; the second one feeds the likeliest token after them
   */
  public static BackendComparison run(Model expected, Model tested, int[] prompt) {
    Session.Options options =
        new Session.Options(prompt.length + 1, Math.max(1, prompt.length), CacheType.F16);
    Logits afterPrompt;
    Logits afterToken;
    int[] token = new int[1];
    try (Session a = expected.session(options);
        Session b = tested.session(options)) {
      afterPrompt = logits(a.feed(prompt), b.feed(prompt));
      token[0] = afterPrompt.expectedId();
      afterToken = logits(a.feed(token), b.feed(token));
    }
    // Fresh sessions: in the old ones' caches each device has left what is its own.
    try (Session a = expected.session(options);
        Session b = tested.session(options)) {
      return new BackendComparison(
          List.of(
              new Step("prompt", list(prompt), a.compare(b, prompt), afterPrompt),
              new Step("generation", list(token), a.compare(b, token), afterToken)));
    }
  }

  /** The first op whose outputs differ by more than it may be off by. */
  public Optional<Place> firstParting() {
    return places().stream().filter(place -> place.op().parts()).findFirst();
  }

  /** The op that came nearest to its limit, or went farthest beyond it. */
  public Place worst() {
    return places().stream()
        .max((a, b) -> Double.compare(a.op().worst(), b.op().worst()))
        .orElseThrow();
  }

  /** All ops of all steps, in the order they ran. */
  public List<Place> places() {
    return steps.stream()
        .<Place>mapMulti(
            (step, sink) -> {
              for (int i = 0; i < step.ops().size(); i++) {
                sink.accept(new Place(step, i));
              }
            })
        .toList();
  }

  private static List<Integer> list(int[] ids) {
    return Arrays.stream(ids).boxed().toList();
  }

  private static Logits logits(float[] expected, float[] tested) {
    double absolute = 0;
    double largest = 0;
    for (int i = 0; i < expected.length; i++) {
      if (Float.isFinite(expected[i])) {
        largest = Math.max(largest, Math.abs(expected[i]));
      }
      if (Float.compare(expected[i], tested[i]) != 0) {
        double difference = Math.abs((double) expected[i] - tested[i]);
        absolute =
            Math.max(absolute, Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference);
      }
    }
    return new Logits(
        absolute, absolute == 0 ? 0 : absolute / largest, likeliest(expected), likeliest(tested));
  }

  private static int likeliest(float[] logits) {
    return new Distribution(logits).top(1).getFirst().id();
  }
}
