package rhapsode.sample.grammar.schema;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import rhapsode.RhapsodeException;
import rhapsode.sample.grammar.Expr;
import rhapsode.sample.grammar.Grammar;

/** Turns a schema into a grammar: a rule for each set of schemas that hold together somewhere. */
final class SchemaCompiler {
  private final Document document;
  private final Map<String, Expr> rules = new LinkedHashMap<>(Json.RULES);
  private final Map<Set<Source>, Expr> known = new HashMap<>();
  private final Separation separation;

  SchemaCompiler(Object schema) {
    document = new Document(schema);
    separation = new Separation(document);
  }

  Grammar grammar() {
    rules.put(Grammar.ROOT, expr(List.of(document.root())));
    try {
      return new Grammar(rules);
    } catch (RhapsodeException impossible) {
      throw new RhapsodeException(
          "the JSON schema allows no value: " + impossible.getMessage(), impossible);
    }
  }

  /** A new rule for {@code expr}, which then may stand in several places. */
  Expr rule(Expr expr) {
    if (expr instanceof Expr.Ref || expr.equals(Expr.EMPTY)) {
      return expr;
    }
    String name = "rule-" + rules.size();
    rules.put(name, expr);
    return new Expr.Ref(name);
  }

  /** The values that all of {@code schemas} allow. */
  Expr expr(List<Source> schemas) {
    Set<Source> key = Set.copyOf(schemas);
    Expr before = known.get(key);
    if (before != null) {
      return before;
    }
    String name = "schema-" + known.size();
    known.put(key, new Expr.Ref(name));
    rules.put(name, define(document.conjunction(schemas)));
    return new Expr.Ref(name);
  }

  private Expr define(Conjunction schemas) {
    if (!schemas.groups().isEmpty()) {
      Conjunction.Group group = schemas.groups().getFirst();
      List<List<Source>> chosen =
          group.branches().stream().map(branch -> schemas.choosing(group, branch)).toList();
      if (group.exclusive()) {
        separation.require(chosen, group.at());
      }
      return new Expr.Choice(chosen.stream().map(this::expr).toList());
    }
    Facts facts = schemas.facts();
    if (facts.values() != null) {
      return new Expr.Choice(
          facts.values().stream()
              .filter(value -> Values.fit(facts, value, schemas.plain()))
              .map(value -> Expr.text(Json.write(value)))
              .toList());
    }
    return ofTypes(facts);
  }

  private Expr ofTypes(Facts facts) {
    Set<String> types = facts.typesMade();
    if (types.equals(Facts.ALL_TYPES) && facts.about().isEmpty()) {
      return Json.VALUE;
    }
    List<Expr> alternatives = new ArrayList<>();
    for (String type : types) {
      switch (type) {
        case "object" -> alternatives.add(new ObjectRules(facts.objects(), this).expr());
        case "array" -> alternatives.add(facts.arrays().expr(this::expr));
        case "string" -> alternatives.add(facts.strings().expr());
        case "number" -> alternatives.add(facts.numbers().number());
        case "integer" -> {
          if (!types.contains("number")) {
            alternatives.add(facts.numbers().integer());
          }
        }
        case "boolean" -> alternatives.add(Expr.choice(Expr.text("true"), Expr.text("false")));
        default -> alternatives.add(Expr.text("null"));
      }
    }
    return new Expr.Choice(alternatives);
  }
}
