package rhapsode.sample.grammar.schema;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Schemas that hold together, with their references followed.
 *
 * @param facts what they say apart from alternatives
 * @param plain schemas that say these facts
 * @param groups the alternatives of which one has to hold in each group
 */
record Conjunction(Facts facts, List<Source> plain, List<Group> groups) {
  /**
   * Alternatives.
   *
   * @param source a schema that says this and nothing else
   * @param branches one schema each
   * @param exclusive whether exactly one has to hold
   */
  record Group(Source source, List<Source> branches, boolean exclusive) {
    Pointer at() {
      return source.at().child(exclusive ? "oneOf" : "anyOf");
    }
  }

  /** Those of both; each once. */
  static List<Source> join(List<Source> some, List<Source> others) {
    Set<Source> all = new LinkedHashSet<>(some);
    all.addAll(others);
    return List.copyOf(all);
  }

  /** All schemas but {@code group}, and {@code branch} in its place. */
  List<Source> choosing(Group group, Source branch) {
    List<Source> chosen = new ArrayList<>(plain);
    groups.stream().filter(each -> !each.equals(group)).forEach(each -> chosen.add(each.source()));
    return join(chosen, List.of(branch));
  }
}
