package rhapsode.sample.grammar;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import rhapsode.RhapsodeException;

/** What has to be known of all rules together before texts can be recognized. */
final class RuleAnalysis {
  private final List<RuleDraft> rules;
  private final boolean[] nullable;

  RuleAnalysis(List<RuleDraft> rules) {
    this.rules = rules;
    nullable = fixpoint(symbol -> false);
  }

  /** By rule: whether the empty text fits. */
  boolean[] nullable() {
    return nullable;
  }

  /**
   * Takes out the alternatives that no finite text fits, so that what is begun can always be ended.
   *
   * @throws RhapsodeException if no text fits {@code root}
   */
  void dropEndless(int root) {
    boolean[] productive = fixpoint(symbol -> true);
    if (!productive[root]) {
      throw new RhapsodeException(
          "nothing of finite length fits the rule 'root': its parts exclude one another, or its"
              + " recursion never ends");
    }
    for (RuleDraft rule : rules) {
      rule.alternatives()
          .removeIf(sequence -> Arrays.stream(sequence).anyMatch(s -> s < 0 && !productive[~s]));
    }
  }

  /** The rules with an alternative of which all terminals and all rules hold. */
  private boolean[] fixpoint(IntPredicate terminalHolds) {
    boolean[] holds = new boolean[rules.size()];
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int rule = rules.size() - 1; rule >= 0; rule--) {
        if (!holds[rule]
            && rules.get(rule).alternatives().stream()
                .anyMatch(
                    sequence ->
                        Arrays.stream(sequence)
                            .allMatch(s -> s < 0 ? holds[~s] : terminalHolds.test(s)))) {
          holds[rule] = true;
          changed = true;
        }
      }
    }
    return holds;
  }

  /**
   * By rule: a number greater than that of every rule that may begin with it.
   *
   * @throws RhapsodeException if a rule may begin with itself
   */
  int[] ranks() {
    int[] rank = new int[rules.size()];
    boolean[] entered = new boolean[rules.size()];
    int next = rules.size();
    for (int start = 0; start < rules.size(); start++) {
      LinkedHashSet<Integer> path = new LinkedHashSet<>();
      List<List<Integer>> ahead = new ArrayList<>(); // for each of the path
      int enter = entered[start] ? -1 : start;
      while (enter >= 0 || !path.isEmpty()) {
        if (enter >= 0) {
          entered[enter] = true;
          path.addLast(enter);
          ahead.add(beginnings(enter));
        }
        enter = -1;
        if (ahead.getLast().isEmpty()) {
          ahead.removeLast();
          rank[path.removeLast()] = --next;
        } else {
          int rule = ahead.getLast().removeLast();
          if (path.contains(rule)) {
            throw leftRecursion(path, rule);
          }
          enter = entered[rule] ? -1 : rule;
        }
      }
    }
    return rank;
  }

  /** The rules that {@code rule} may begin with. */
  private List<Integer> beginnings(int rule) {
    List<Integer> found = new ArrayList<>();
    for (int[] sequence : rules.get(rule).alternatives()) {
      for (int i = 0; i < sequence.length && sequence[i] < 0; i++) {
        int begun = ~sequence[i];
        // Where all before it is empty, a rule that ends with itself adds nothing to itself.
        boolean tail = begun == rule && i > 0 && i == sequence.length - 1;
        if (!tail) {
          found.add(begun);
        }
        if (!nullable[begun]) {
          break;
        }
      }
    }
    return found;
  }

  private RhapsodeException leftRecursion(Set<Integer> path, int again) {
    List<String> names = new ArrayList<>();
    boolean inside = false;
    for (int rule : path) {
      inside |= rule == again;
      String name = rules.get(rule).name();
      if (inside && (names.isEmpty() || !names.getLast().equals(name))) {
        names.add(name);
      }
    }
    names.add(rules.get(again).name());
    return new RhapsodeException(
        "the rule '%s' begins with itself (%s), which never ends; let the recursion come last, or repeat with '*'"
            .formatted(names.getFirst(), String.join(" -> ", names)));
  }
}
