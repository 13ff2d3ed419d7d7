package rhapsode.sample;

import java.util.List;

/**
 * Adds up how likely the model itself finds the tokens chosen, whatever the chain makes of its
 * logits. It changes nothing, and has to be the first stage.
 */
public final class Likelihood implements Stage {
  private float[] logits = {};
  private double logSum;
  private double sum;
  private int count;

  @Override
  public boolean isTokenwise() {
    return true;
  }

  @Override
  public void apply(Candidates candidates, List<Integer> history) {
    if (logits.length != candidates.size()) {
      logits = new float[candidates.size()];
    }
    for (int i = 0; i < logits.length; i++) {
      logits[candidates.id(i)] = candidates.logit(i);
    }
    logSum = candidates.logSum();
  }

  @Override
  public void chosen(Candidates candidates, int index) {
    sum += logits[candidates.id(index)] - logSum;
    count++;
  }

  /** The mean log-probability of the tokens chosen so far, in nats; 0 where there are none. */
  public double mean() {
    return count == 0 ? 0 : sum / count;
  }
}
