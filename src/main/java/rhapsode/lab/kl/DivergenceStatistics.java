package rhapsode.lab.kl;

import java.util.List;
import rhapsode.lab.Percentiles;

/**
 * How a model's predictions of a text differ from those of a base model, as llama.cpp's perplexity
 * program reports it. Errors are standard errors that take tokens as independent.
 */
public final class DivergenceStatistics {
  private final double[] losses;
  private final double[] baseLosses;
  private final double[] divergences;
  private final double[] shifts;
  private final double[] sameTops;

  /** Of one target at least. */
  DivergenceStatistics(List<Divergence> all) {
    losses = all.stream().mapToDouble(Divergence::loss).toArray();
    baseLosses = all.stream().mapToDouble(Divergence::baseLoss).toArray();
    divergences = all.stream().mapToDouble(Divergence::kl).toArray();
    shifts = all.stream().mapToDouble(Divergence::shift).toArray();
    sameTops = all.stream().mapToDouble(each -> each.sameTop() ? 1 : 0).toArray();
  }

  /** Targets compared. */
  public int count() {
    return losses.length;
  }

  /** The model's perplexity. */
  public Mean perplexity() {
    return Mean.of(losses).exp();
  }

  /** The base model's perplexity. */
  public Mean basePerplexity() {
    return Mean.of(baseLosses).exp();
  }

  /** Correlation of the losses, -1 to 1; NaN where one of the models finds all tokens alike. */
  public double correlation() {
    return Mean.covariance(losses, baseLosses)
        / Mean.of(losses).error()
        / Mean.of(baseLosses).error();
  }

  /** ln(perplexity / base perplexity). Its error is that of paired losses, 0 for equal models. */
  public Mean logRatio() {
    double[] differences = new double[losses.length];
    for (int i = 0; i < differences.length; i++) {
      differences[i] = losses[i] - baseLosses[i];
    }
    return Mean.of(differences);
  }

  /** perplexity / base perplexity. */
  public Mean ratio() {
    return logRatio().exp();
  }

  /** perplexity - base perplexity. */
  public Mean difference() {
    Mean own = perplexity();
    Mean base = basePerplexity();
    double covariance = own.value() * base.value() * Mean.covariance(losses, baseLosses);
    double variance = own.error() * own.error() + base.error() * base.error() - 2 * covariance;
    // For equal models rounding may leave less than nothing.
    return new Mean(own.value() - base.value(), Math.sqrt(Math.max(0, variance)));
  }

  /** Kullback-Leibler divergence from the base, nats. */
  public Mean divergence() {
    return Mean.of(divergences);
  }

  /** Percentiles of the divergences. */
  public Percentiles divergences() {
    return new Percentiles(divergences);
  }

  /** The token's probability less its probability by the base model. */
  public Mean shift() {
    return Mean.of(shifts);
  }

  /** Percentiles of these differences. */
  public Percentiles shifts() {
    return new Percentiles(shifts);
  }

  /** Root mean square of these differences. */
  public Mean shiftRootMeanSquare() {
    double[] squares = new double[shifts.length];
    for (int i = 0; i < squares.length; i++) {
      squares[i] = shifts[i] * shifts[i];
    }
    Mean mean = Mean.of(squares);
    double root = Math.sqrt(mean.value());
    return new Mean(root, root > 0 ? 0.5 / root * mean.error() : 0);
  }

  /** Share of targets where both models find the same token likeliest. */
  public Mean sameTop() {
    return Mean.of(sameTops);
  }
}
