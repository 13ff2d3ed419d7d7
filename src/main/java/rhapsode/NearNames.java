package rhapsode;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Finds what somebody probably meant by a name that does not exist. */
public final class NearNames {
  private static final int MOST_SUGGESTIONS = 3;

  private NearNames() {}

  /**
   * Returns the candidates close to {@code name}, nearest first, at most three.
   *
   * <p>Close means: one is a beginning of the other, or the edit distance (Damerau's, adjacent
   * letters may change places) is at most a third of the longer name's length.
   */
  public static List<String> of(String name, Collection<String> candidates) {
    return candidates.stream()
        .filter(candidate -> isNear(name, candidate))
        .sorted(Comparator.comparingInt(candidate -> distance(name, candidate)))
        .limit(MOST_SUGGESTIONS)
        .toList();
  }

  /** Returns {@code "; did you mean 'a' or 'b'?"}, or an empty text when nothing is near. */
  public static String question(String name, Collection<String> candidates) {
    List<String> near = of(name, candidates);
    return near.isEmpty() ? "" : "; did you mean '" + String.join("' or '", near) + "'?";
  }

  private static boolean isNear(String name, String candidate) {
    boolean beginning =
        name.length() >= 2 && (candidate.startsWith(name) || name.startsWith(candidate));
    int longer = Math.max(name.length(), candidate.length());
    return beginning || distance(name, candidate) <= Math.max(1, longer / 3);
  }

  /** Optimal string alignment distance; three rows of the table are alive at a time. */
  private static int distance(String a, String b) {
    int[] beforeLast = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(Math.min(last[j] + 1, row[j - 1] + 1), last[j - 1] + change);
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
        }
      }
      int[] spare = beforeLast;
      beforeLast = last;
      last = row;
      row = spare;
    }
    return last[b.length()];
  }
}
