package rhapsode.sample.grammar;

import java.util.ArrayList;
import java.util.List;

/**
 * A rule while the grammar is being lowered.
 *
 * @param name that of the rule a person wrote, also where this one is a part of it
 * @param alternatives sequences of symbols, as in {@link Productions}
 */
record RuleDraft(String name, List<int[]> alternatives) {
  RuleDraft(String name) {
    this(name, new ArrayList<>());
  }
}
