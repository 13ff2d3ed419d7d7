package rhapsode.lab.perplexity;

import java.util.Arrays;
import java.util.Random;
import rhapsode.lab.Percentiles;

/**
 * The difference of two runs' losses on the same targets. Losses on one text rise and fall
 * together, so their difference is far more certain than either mean; and neighbours in a text are
 * alike, so its error comes from resampling whole blocks of the text: the circular block bootstrap
 * (Politis and Romano 1992).
 *
 * @param first what the first run's losses come to
 * @param second what the second's come to
 * @param mean of second less first, nats: the logarithm of the ratio of perplexities
 * @param error its standard error
 * @param low lower end of its 95 % interval
 * @param high upper end
 * @param secondBetter share of targets that the second run finds likelier
 */
public record PairedDifference(
    Estimate first,
    Estimate second,
    double mean,
    double error,
    double low,
    double high,
    double secondBetter) {

  /**
   * How blocks are drawn.
   *
   * @param block targets of a block, 1 or more
   * @param resamples how often a text is drawn anew, 2 or more
   * @param seed of the draws
   */
  public record Bootstrap(int block, int resamples, long seed) {
    /** Resamples when nobody says otherwise. */
    public static final int USUAL_RESAMPLES = 10_000;

    private static final int USUAL_BLOCK = 256;
    private static final int LEAST_BLOCKS = 20;

    /** The block for so many targets: 256, fewer where that left less than 20 blocks. */
    public static int usualBlock(int targets) {
      return Math.clamp(targets / LEAST_BLOCKS, 1, USUAL_BLOCK);
    }

    /** What is usual for so many targets. */
    public static Bootstrap of(int targets) {
      return new Bootstrap(usualBlock(targets), USUAL_RESAMPLES, 1);
    }
  }

  /** Of losses in the order of the text, two at least, the same target at the same place. */
  public static PairedDifference of(double[] first, double[] second, Bootstrap bootstrap) {
    double[] differences = new double[first.length];
    int better = 0;
    Losses firstLosses = new Losses();
    Losses secondLosses = new Losses();
    for (int i = 0; i < differences.length; i++) {
      differences[i] = second[i] - first[i];
      better += second[i] < first[i] ? 1 : 0;
      firstLosses.add(first[i]);
      secondLosses.add(second[i]);
    }
    double mean = Arrays.stream(differences).average().orElseThrow();
    double[] means = resampledMeans(differences, bootstrap);
    Percentiles percentiles = new Percentiles(means);
    return new PairedDifference(
        firstLosses.estimate(),
        secondLosses.estimate(),
        mean,
        deviation(means),
        percentiles.at(2.5),
        percentiles.at(97.5),
        (double) better / differences.length);
  }

  /** Whether the interval leaves open which run is better. */
  public boolean tied() {
    return low <= 0 && high >= 0;
  }

  /** Each the mean of as many values as there are, in blocks drawn from a circle of them. */
  private static double[] resampledMeans(double[] values, Bootstrap bootstrap) {
    int count = values.length;
    int block = Math.min(bootstrap.block, count);
    double[] sums = new double[count + block + 1]; // sums[i] of the i first, around the circle
    for (int i = 0; i < count + block; i++) {
      sums[i + 1] = sums[i] + values[i % count];
    }
    Random random = new Random(bootstrap.seed);
    double[] means = new double[bootstrap.resamples];
    for (int i = 0; i < means.length; i++) {
      double sum = 0;
      for (int drawn = 0; drawn < count; drawn += block) {
        int start = random.nextInt(count);
        sum += sums[start + Math.min(block, count - drawn)] - sums[start];
      }
      means[i] = sum / count;
    }
    return means;
  }

  private static double deviation(double[] values) {
    double mean = Arrays.stream(values).average().orElseThrow();
    double squares = Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum();
    return Math.sqrt(squares / (values.length - 1));
  }
}
