package rhapsode.sample.grammar.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import rhapsode.sample.grammar.CodePoints;
import rhapsode.sample.grammar.Expr;
import rhapsode.sample.grammar.Expr.Repeat;

/** Writes the grammar of objects: their properties in the order of the schema, then others. */
final class ObjectRules {
  private final ObjectFacts facts;
  private final SchemaCompiler compiler;

  ObjectRules(ObjectFacts facts, SchemaCompiler compiler) {
    this.facts = facts;
    this.compiler = compiler;
  }

  Expr expr() {
    facts.checkCounts();
    if (facts.max() < Math.max(facts.min(), facts.required().size())) {
      return Json.NOTHING;
    }
    List<String> names = List.copyOf(facts.names());
    if (names.isEmpty() && !facts.makesOthers()) {
      return facts.min() > 0 ? Json.NOTHING : Json.enclosed("{", Expr.EMPTY, "}");
    }
    if (names.isEmpty()) {
      return Json.enclosed("{", Json.separated(other(Set.of()), facts.min(), facts.max()), "}");
    }
    // After the first member, and before any.
    Expr later = Expr.EMPTY;
    Expr first = facts.min() > 0 ? Json.NOTHING : Expr.EMPTY;
    if (facts.makesOthers()) {
      Expr other = compiler.rule(other(new TreeSet<>(names)));
      later = Expr.star(Expr.sequence(Json.comma(), other));
      first = Json.separated(other, facts.min(), Repeat.UNBOUNDED);
    }
    for (String name : names.reversed()) {
      Expr member =
          compiler.rule(
              Json.member(
                  Expr.text(Json.write((Object) name)), compiler.expr(facts.property(name))));
      Expr laterRule = compiler.rule(later);
      Expr next = Expr.sequence(Json.comma(), member, laterRule);
      Expr begin = Expr.sequence(member, laterRule);
      boolean required = facts.required().contains(name);
      later = required ? next : Expr.choice(next, laterRule);
      first = compiler.rule(required ? begin : Expr.choice(begin, first));
    }
    return Json.enclosed("{", first, "}");
  }

  /** A member with another name than these. */
  private Expr other(Set<String> names) {
    Expr key = names.isEmpty() ? Json.STRING : Json.quoted(otherThan(names));
    return Json.member(
        key, compiler.expr(facts.additional() == null ? Source.ANYTHING : facts.additional()));
  }

  /** Unescaped texts that are none of {@code names}, by the tree of their beginnings. */
  private static Expr otherThan(Set<String> names) {
    List<Expr> ways = new ArrayList<>();
    CodePoints begun = CodePoints.NONE;
    if (!names.contains("")) {
      ways.add(Expr.EMPTY);
    }
    for (String name : names) {
      if (name.isEmpty()) {
        continue;
      }
      int c = name.codePointAt(0);
      if (!begun.contains(c) && Json.PLAIN.contains(c)) {
        begun = begun.or(CodePoints.of(c, c));
        Set<String> rests = new TreeSet<>();
        for (String each : names) {
          if (!each.isEmpty() && each.codePointAt(0) == c) {
            rests.add(each.substring(Character.charCount(c)));
          }
        }
        ways.add(Expr.sequence(Expr.chars(CodePoints.of(c, c)), otherThan(rests)));
      }
    }
    ways.add(
        Expr.sequence(Expr.chars(Json.PLAIN.without(begun)), Expr.star(Expr.chars(Json.PLAIN))));
    return new Expr.Choice(ways);
  }
}
