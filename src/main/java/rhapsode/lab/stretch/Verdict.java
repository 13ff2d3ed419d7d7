package rhapsode.lab.stretch;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import rhapsode.lab.perplexity.PairedDifference;

/** The ranking in words. */
public final class Verdict {
  private Verdict() {}

  /** A sentence or two for each length, and what beats forgetting. */
  public static List<String> of(Analysis analysis) {
    List<String> sentences = new ArrayList<>();
    for (int length : analysis.outcome().swept().lengths()) {
      List<Analysis.Rank> ranking = analysis.ranking(length);
      if (ranking.size() > 1) {
        sentences.add(at(length, ranking, analysis.outcome().made().trained()));
      }
    }
    return sentences;
  }

  private static String at(int length, List<Analysis.Rank> ranking, int trained) {
    String first =
        ranking.stream()
            .filter(Analysis.Rank::first)
            .map(rank -> rank.contestant().label())
            .collect(Collectors.joining(", "));
    boolean alone = ranking.stream().filter(Analysis.Rank::first).count() == 1;
    String behind =
        ranking.stream()
            .filter(rank -> !rank.first())
            .map(rank -> rank.contestant().label() + " " + nats(rank.behindBest()))
            .collect(Collectors.joining(", "));
    return String.format(
        Locale.ROOT,
        "%,d tokens%s: %s %s (n = %,d)%s.",
        length,
        length > trained
            ? ", beyond the trained " + String.format(Locale.ROOT, "%,d", trained)
            : "",
        first,
        alone ? "predicts best" : "are tied for best",
        ranking.getFirst().estimate().count(),
        behind.isEmpty() ? "" : "; behind it " + behind);
  }

  /** "+0.021 ± 0.006 nats". */
  public static String nats(PairedDifference difference) {
    return String.format(
        Locale.ROOT, "%+.3f ± %.3f nats", difference.mean(), 1.96 * difference.error());
  }
}
