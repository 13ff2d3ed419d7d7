package rhapsode.sample.grammar.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import rhapsode.sample.grammar.Expr;
import rhapsode.sample.grammar.Expr.Repeat;

/**
 * What a schema says about arrays. Where it is silent about elements after {@code prefixItems},
 * none are made.
 *
 * @param min fewest elements
 * @param max most elements
 * @param prefix the schemas of the first elements
 * @param rest the schemas of the others, null where nothing is said
 */
record ArrayFacts(int min, int max, List<List<Source>> prefix, List<Source> rest) {
  static final Set<String> KEYWORDS =
      Set.of("items", "prefixItems", "additionalItems", "minItems", "maxItems");
  static final ArrayFacts NONE = new ArrayFacts(0, Repeat.UNBOUNDED, List.of(), null);

  static ArrayFacts of(Keywords keywords) {
    // Up to draft 2019-09 a list of items was what prefixItems is now.
    boolean old = keywords.get("items") instanceof List;
    String prefixName = old ? "items" : "prefixItems";
    String restName = old ? "additionalItems" : "items";
    if (!old && keywords.has("additionalItems") && keywords.has("items")) {
      throw keywords.at().child("additionalItems").wrong("it belongs to a list of 'items'");
    }
    List<List<Source>> prefix = new ArrayList<>();
    for (Object item : keywords.list(prefixName)) {
      Pointer where = keywords.at().child(prefixName).child(prefix.size());
      prefix.add(List.of(new Source(item, where)));
    }
    List<Source> rest =
        keywords.has(restName)
            ? List.of(new Source(keywords.get(restName), keywords.at().child(restName)))
            : null;
    return new ArrayFacts(
        keywords.count("minItems", 0), keywords.count("maxItems", Repeat.UNBOUNDED), prefix, rest);
  }

  ArrayFacts and(ArrayFacts other) {
    List<List<Source>> both = new ArrayList<>();
    for (int i = 0; i < Math.max(prefix.size(), other.prefix.size()); i++) {
      both.add(Conjunction.join(item(i), other.item(i)));
    }
    int least = Math.max(min, other.min);
    int most = Math.min(max, other.max);
    return new ArrayFacts(
        least,
        most,
        both,
        rest == null && other.rest == null
            ? null
            : Conjunction.join(item(Integer.MAX_VALUE), other.item(Integer.MAX_VALUE)));
  }

  private List<Source> item(int index) {
    if (index < prefix.size()) {
      return prefix.get(index);
    }
    return rest == null ? Source.ANYTHING : rest;
  }

  /** Whether no array is of both lengths. */
  boolean excludes(ArrayFacts other) {
    return min > other.max || other.min > max;
  }

  /** The arrays; {@code compile} knows the expression of a schema. */
  Expr expr(Function<List<Source>, Expr> compile) {
    if (min > max) {
      return Json.NOTHING;
    }
    return Json.enclosed("[", elements(compile), "]");
  }

  private Expr elements(Function<List<Source>, Expr> compile) {
    int first = Math.min(prefix.size(), max);
    int most = !prefix.isEmpty() && rest == null ? Math.clamp(prefix.size(), min, max) : max;
    Expr more = Expr.EMPTY; // what may follow
    if (most > first) {
      Expr item = compile.apply(item(Integer.MAX_VALUE));
      if (first == 0) {
        return Json.separated(item, min, most);
      }
      more =
          Expr.repeat(
              Expr.sequence(Json.comma(), item),
              Math.max(0, min - first),
              most == Repeat.UNBOUNDED ? most : most - first);
    }
    for (int i = first - 1; i >= 0; i--) {
      Expr item = Expr.sequence(compile.apply(prefix.get(i)), more);
      Expr next = i == 0 ? item : Expr.sequence(Json.comma(), item);
      more = i < min ? next : Expr.optional(next);
    }
    return more;
  }
}
