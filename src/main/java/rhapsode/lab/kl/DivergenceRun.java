package rhapsode.lab.kl;

import java.util.ArrayList;
import java.util.List;
import rhapsode.lab.perplexity.Window;
import rhapsode.lab.perplexity.WindowReader;

/** Compares a model with the saved distributions of another one. */
public final class DivergenceRun {
  private DivergenceRun() {}

  /** Hears of every chunk that is done. */
  @FunctionalInterface
  public interface Listener {
    /**
     * A chunk is done.
     *
     * @param chunks how many are by now
     * @param mean of the divergences of all targets so far, nats
     */
    void done(int chunks, double mean);
  }

  /**
   * Compares the first {@code chunks} chunks.
   *
   * @param reader of the tokens that {@code base} has
   * @param base nothing of it was read yet
   * @throws rhapsode.RhapsodeException if either has no numbers for a target
   */
  public static DivergenceStatistics measure(
      WindowReader reader, LogitsReader base, int chunks, Listener listener) {
    List<Divergence> all = new ArrayList<>();
    double[] sum = {0};
    List<Window> windows = base.header().windows();
    for (int i = 0; i < chunks; i++) {
      reader.read(
          windows.get(i),
          (target, logits) -> {
            Divergence one = Divergence.of(base.next().logprobs(), logits, reader.tokens()[target]);
            sum[0] += one.kl();
            all.add(one);
          });
      listener.done(i + 1, sum[0] / all.size());
    }
    return new DivergenceStatistics(all);
  }
}
