package rhapsode.lab.stretch;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import rhapsode.lab.perplexity.DefaultText;
import rhapsode.lab.perplexity.PairedDifference;
import rhapsode.lab.perplexity.WindowReader;
import rhapsode.run.Model;
import rhapsode.run.Session;

/**
 * A guard against a model file, or a change of its options, that loses its long memory:
 *
 * <pre>{@code
 * assertTrue(Stretch.check(model).holds(16_384).within(0.05));
 * }</pre>
 */
public final class Stretch {
  private static final int PART = 4;
  private static final int BLOCKS = 2;
  private static final int MOST_TARGETS = 256;

  private final Model model;
  private final String text;
  private final Method method;

  /**
   * What a check found.
   *
   * @param length tokens read
   * @param shorter tokens read for comparison
   * @param difference of the losses at {@code length} less those at {@code shorter}, on the same
   *     targets
   */
  public record Held(int length, int shorter, PairedDifference difference) {
    /** Whether the longer context makes the mean loss no more than {@code nats} worse. */
    public boolean within(double nats) {
      return difference.mean() <= nats;
    }
  }

  private Stretch(Model model, String text, Method method) {
    this.model = model;
    this.text = text;
    this.method = method;
  }

  /** A check of a model as its file is, on the built-in text. */
  public static Stretch check(Model model) {
    return new Stretch(model, DefaultText.read(), Method.NONE);
  }

  /** The same on another text. */
  public Stretch on(String other) {
    return new Stretch(model, other, method);
  }

  /** The same by a method. */
  public Stretch by(Method other) {
    return new Stretch(model, text, other);
  }

  /**
   * Reads the same targets after {@code length} tokens and after a quarter of them.
   *
   * @throws rhapsode.RhapsodeException if the text is too short, or the machine has not the memory
   */
  public Held holds(int length) {
    int shorter = Math.max(2, length / PART);
    int block = Math.max(1, Math.min(MOST_TARGETS, shorter / 2));
    int[] tokens = WindowReader.encode(model.tokenizer(), text);
    Targets targets = Targets.of(tokens, model.tokenizer().prefix(), length, BLOCKS, block);
    double[] with = losses(targets, length);
    double[] without = losses(targets, shorter);
    return new Held(
        length,
        shorter,
        PairedDifference.of(without, with, PairedDifference.Bootstrap.of(with.length)));
  }

  private double[] losses(Targets targets, int length) {
    Session.Options usual = Session.Options.of(length);
    Session.Options options =
        new Session.Options(length, usual.batch(), usual.cache(), method.stretch());
    List<double[]> all = new ArrayList<>();
    try (Session session = model.session(options)) {
      for (int block = 0; block < targets.ends().size(); block++) {
        all.add(Reading.of(session, targets, block, length, false).losses());
      }
    }
    return all.stream().flatMapToDouble(DoubleStream::of).toArray();
  }
}
