package rhapsode.lab.stretch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import rhapsode.context.Stretch;
import rhapsode.context.rotation.RotationMethods;

/**
 * Which method to take for a length, by a sweep's figures.
 *
 * @param method the method; {@link Method#NONE} for none
 * @param reason why, in a sentence
 */
public record Advice(Method method, String reason) {
  /** The methods to try for a length: what works without training, by the factor that it takes. */
  public static List<Method> candidates(int trained, int length) {
    List<Method> candidates = new ArrayList<>(List.of(Method.NONE));
    if (length > trained) {
      int factor = Math.ceilDiv(length, trained);
      for (String method :
          List.of(
              "linear:factor=" + factor,
              "ntk:factor=" + factor,
              "ntk:factor=" + 2 * factor,
              "yarn:factor=" + factor,
              "dynamic-ntk")) {
        candidates.add(Method.of(Stretch.parse(List.of(method), List.of(), List.of(), List.of())));
      }
    }
    return candidates;
  }

  /**
   * The advice: of the methods that are best at the length, or tied with the best, the one that
   * costs nothing else and loses least within the trained length; none where keeping the last
   * tokens does as well.
   */
  public static Advice of(Analysis analysis, int length) {
    List<Analysis.Rank> ranking = analysis.ranking(length);
    List<Analysis.Rank> best = ranking.stream().filter(Analysis.Rank::first).toList();
    Optional<Analysis.Rank> control =
        best.stream().filter(rank -> rank.contestant().read() != length).findFirst();
    if (control.isPresent()) {
      return new Advice(
          Method.NONE,
          String.format(
              Locale.ROOT,
              "no method is certain to predict better at %,d tokens than keeping only the last %,d",
              length,
              analysis.kept()));
    }
    Analysis.Rank chosen =
        best.stream()
            .min(
                Comparator.<Analysis.Rank>comparingInt(rank -> growing(rank) ? 1 : 0)
                    .thenComparingDouble(rank -> tax(analysis, rank)))
            .orElseThrow();
    Method method = Method.parse(chosen.contestant().method());
    return new Advice(
        method,
        String.format(
            Locale.ROOT,
            "at %,d tokens %s %s (n = %d); within the trained length it costs %+.3f nats a token%s",
            length,
            method.spec(),
            best.size() == 1 ? "predicts best" : "is tied for best",
            chosen.estimate().count(),
            tax(analysis, chosen),
            growing(chosen) ? ", and in generation " + cost(method) : ""));
  }

  /** Nats a token that a method loses at the longest trained length. */
  private static double tax(Analysis analysis, Analysis.Rank rank) {
    return analysis.standings().stream()
        .filter(each -> each.method().equals(rank.contestant().method()))
        .filter(each -> each.length() == analysis.kept() && each.againstNone() != null)
        .mapToDouble(each -> each.againstNone().mean())
        .findFirst()
        .orElse(0);
  }

  /** Whether a method's angles change with the text, so that generation is slow. */
  private static boolean growing(Analysis.Rank rank) {
    return rank.contestant().method().startsWith("dynamic");
  }

  private static String cost(Method method) {
    return RotationMethods.ALL.find(method.stretch().rotation().getFirst()).cost();
  }
}
