package rhapsode.sample.grammar;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Recognizes texts straight from a grammar's expressions, by trying everything, over bytes. Knows
 * nothing of how the recognizer under test works.
 */
final class BruteForce {
  private final Grammar grammar;
  private final byte[] text;
  private final Map<String, Map<Integer, Set<Integer>>> known = new HashMap<>();
  private boolean wantsMore;

  private BruteForce(Grammar grammar, byte[] text) {
    this.grammar = grammar;
    this.text = text;
  }

  /** Whether the text fits. */
  static boolean fits(Grammar grammar, byte[] text) {
    return new BruteForce(grammar, text).rule(Grammar.ROOT, 0).contains(text.length);
  }

  /** Whether the text is the beginning of one that fits; every rule of the grammar must end. */
  static boolean begins(Grammar grammar, byte[] text) {
    BruteForce all = new BruteForce(grammar, text);
    return all.rule(Grammar.ROOT, 0).contains(text.length) || all.wantsMore;
  }

  private Set<Integer> rule(String name, int from) {
    Map<Integer, Set<Integer>> places = known.computeIfAbsent(name, _ -> new HashMap<>());
    Set<Integer> before = places.get(from);
    if (before == null) {
      // A rule that ends with itself and has consumed nothing adds nothing to itself.
      places.put(from, Set.of());
      before = ends(grammar.rules().get(name), from);
      places.put(from, before);
    }
    return before;
  }

  /** Where what begins at {@code from} may end. */
  private Set<Integer> ends(Expr expr, int from) {
    Set<Integer> ends = new TreeSet<>();
    switch (expr) {
      case Expr.Ref ref -> ends.addAll(rule(ref.rule(), from));
      case Expr.Choice choice -> choice.alternatives().forEach(e -> ends.addAll(ends(e, from)));
      case Expr.Sequence sequence -> {
        ends.add(from);
        for (Expr part : sequence.parts()) {
          List<Integer> starts = new ArrayList<>(ends);
          ends.clear();
          starts.forEach(start -> ends.addAll(ends(part, start)));
        }
      }
      case Expr.Text letters -> {
        List<Expr> each = new ArrayList<>();
        letters.text().codePoints().forEach(c -> each.add(new Expr.Chars(CodePoints.of(c, c))));
        ends.addAll(ends(new Expr.Sequence(each), from));
      }
      case Expr.Repeat repeat -> {
        Set<Integer> reached = new TreeSet<>(Set.of(from));
        for (int count = 0; count <= repeat.max() && !reached.isEmpty(); count++) {
          if (count >= repeat.min()) {
            int before = ends.size();
            ends.addAll(reached);
            if (ends.size() == before) {
              break; // nothing new, and so for ever
            }
          }
          if (count < repeat.max()) {
            Set<Integer> next = new TreeSet<>();
            reached.forEach(start -> next.addAll(ends(repeat.part(), start)));
            reached = next;
          }
        }
      }
      case Expr.Chars chars -> character(chars.set(), from, ends);
    }
    return ends;
  }

  private void character(CodePoints set, int from, Set<Integer> ends) {
    if (from == text.length) {
      wantsMore |= !set.isEmpty();
      return;
    }
    int first = text[from] & 0xFF;
    int length =
        first < 0x80
            ? 1
            : first < 0xC0 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF8 ? 4 : 0;
    if (length == 0) {
      return;
    }
    // The lowest and highest characters that begin with the bytes there are.
    int low = length == 1 ? first : first & (0xFF >> (length + 1));
    int high = low;
    for (int i = 1; i < length; i++) {
      boolean there = from + i < text.length;
      int next = there ? text[from + i] & 0xFF : 0;
      if (there && (next < 0x80 || next > 0xBF)) {
        return;
      }
      low = low << 6 | (there ? next & 0x3F : 0);
      high = high << 6 | (there ? next & 0x3F : 0x3F);
    }
    int shortest = new int[] {0, 0, 0x80, 0x800, 0x10000}[length];
    for (CodePoints.Range range : set.ranges()) {
      if (Math.max(Math.max(low, shortest), range.low()) <= Math.min(high, range.high())) {
        if (from + length <= text.length) {
          ends.add(from + length);
        } else {
          wantsMore = true;
        }
      }
    }
  }
}
