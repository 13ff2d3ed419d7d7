package rhapsode.lab.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Numbers along an edge of a chart.
 *
 * @param low the least
 * @param high the most; more than the least
 * @param logarithmic whether equal ratios are equally far apart
 * @param ticks where lines are drawn
 * @param title what the numbers are
 */
public record Axis(double low, double high, boolean logarithmic, List<Double> ticks, String title) {
  private static final double ROOM = 0.05;
  private static final int MOST_TICKS = 7;

  /** Lengths in tokens: every doubling, those given as ticks. */
  public static Axis lengths(List<Integer> lengths, String title) {
    List<Double> ticks = lengths.stream().map(Integer::doubleValue).sorted().toList();
    double low = ticks.getFirst();
    double high = Math.max(ticks.getLast(), low * 2);
    return new Axis(low, high, true, ticks, title);
  }

  /** Round numbers around values, equal ratios equally far apart; all are positive. */
  public static Axis logarithmic(double least, double most, String title) {
    double low = least / 1.05;
    double high = Math.max(most * 1.05, low * 1.2);
    List<Double> ticks = new ArrayList<>();
    for (double[] steps : new double[][] {{1, 2, 5}, {1, 1.5, 2, 3, 4, 5, 6, 8}}) {
      ticks.clear();
      for (double power = Math.pow(10, Math.floor(Math.log10(low))); power <= high; power *= 10) {
        for (double step : steps) {
          if (power * step >= low && power * step <= high) {
            ticks.add(power * step);
          }
        }
      }
      if (ticks.size() >= 3) {
        break;
      }
    }
    return ticks.size() < 2
        ? new Axis(low, high, true, linearTicks(low, high), title)
        : new Axis(low, high, true, thinned(ticks), title);
  }

  /** Round numbers around values. */
  public static Axis linear(double least, double most, String title) {
    double range = most > least ? most - least : Math.max(1e-3, Math.abs(most));
    double low = least - ROOM * range;
    double high = most + ROOM * range;
    return new Axis(low, high, false, linearTicks(low, high), title);
  }

  private static List<Double> linearTicks(double low, double high) {
    double raw = (high - low) / 5;
    double power = Math.pow(10, Math.floor(Math.log10(raw)));
    double step = raw / power < 1.5 ? power : raw / power < 3.5 ? 2 * power : 5 * power;
    List<Double> ticks = new ArrayList<>();
    for (double tick = Math.ceil(low / step) * step; tick <= high; tick += step) {
      ticks.add(Math.abs(tick) < step * 1e-9 ? 0 : tick);
    }
    return ticks;
  }

  private static List<Double> thinned(List<Double> ticks) {
    int step = (ticks.size() + MOST_TICKS - 1) / MOST_TICKS;
    List<Double> kept = new ArrayList<>();
    for (int i = 0; i < ticks.size(); i += step) {
      kept.add(ticks.get(i));
    }
    return kept;
  }

  /** Where a value lies: 0 at the low end, 1 at the high one. */
  double share(double value) {
    return logarithmic
        ? (Math.log(value) - Math.log(low)) / (Math.log(high) - Math.log(low))
        : (value - low) / (high - low);
  }

  /** A number as short as it can be read: "16k" for 16384 tokens, "1,500", "0.02". */
  public static String label(double value) {
    if (value >= 1024 && value % 1024 == 0) {
      return (long) value / 1024 + "k";
    }
    if (value >= 1e5) {
      int power = (int) Math.floor(Math.log10(value));
      return label(value / Math.pow(10, power)) + "e" + power;
    }
    String text = String.format(Locale.ROOT, "%.4f", value).replaceAll("\\.?0+$", "");
    return text.isEmpty() || text.equals("-0") ? "0" : text;
  }
}
