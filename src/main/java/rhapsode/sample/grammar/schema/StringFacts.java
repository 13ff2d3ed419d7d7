package rhapsode.sample.grammar.schema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import rhapsode.sample.grammar.CodePoints;
import rhapsode.sample.grammar.Expr;
import rhapsode.sample.grammar.Expr.Repeat;

/**
 * What a schema says about strings.
 *
 * @param lengths in characters
 * @param patterns all to be found, those of formats among them, with their places
 */
record StringFacts(Lengths lengths, Map<String, Pointer> patterns) {
  static final Set<String> KEYWORDS = Set.of("minLength", "maxLength", "pattern", "format");
  static final Lengths ANY_LENGTH = new Lengths(0, Repeat.UNBOUNDED);
  static final StringFacts NONE = new StringFacts(ANY_LENGTH, Map.of());

  static StringFacts of(Keywords keywords) {
    Map<String, Pointer> patterns = new LinkedHashMap<>();
    if (keywords.has("pattern")) {
      patterns.put(keywords.string("pattern"), keywords.at().child("pattern"));
    }
    if (keywords.has("format")) {
      Pointer where = keywords.at().child("format");
      patterns.put(Formats.pattern(keywords.string("format"), where), where);
    }
    return new StringFacts(
        new Lengths(keywords.count("minLength", 0), keywords.count("maxLength", Repeat.UNBOUNDED)),
        patterns);
  }

  StringFacts and(StringFacts other) {
    Map<String, Pointer> both = new LinkedHashMap<>(patterns);
    both.putAll(other.patterns);
    int least = Math.max(lengths.min(), other.lengths.min());
    int most = Math.min(lengths.max(), other.lengths.max());
    return new StringFacts(new Lengths(least, most), both);
  }

  /** Whether no string is within both lengths. */
  boolean excludes(StringFacts other) {
    return lengths.min() > other.lengths.max() || other.lengths.min() > lengths.max();
  }

  /** The strings, in quotes. */
  Expr expr() {
    if (excludes(this)) {
      return Json.NOTHING;
    }
    if (patterns.isEmpty()) {
      return lengths.equals(ANY_LENGTH)
          ? Json.STRING
          : Json.quoted(Expr.repeat(Json.CHARACTER, lengths.min(), lengths.max()));
    }
    Map.Entry<String, Pointer> first = patterns.entrySet().iterator().next();
    Pointer where = first.getValue();
    if (patterns.size() > 1) {
      throw where.wrong("a second pattern or format beside this one is not supported; join them");
    }
    Expr pattern = lengths.narrow(RegexParser.parse(first.getKey(), where));
    if (pattern == null) {
      throw where.wrong(
          "lengths beside a pattern that counts otherwise are not supported; count in the pattern");
    }
    return Json.quoted(written(pattern));
  }

  /** Whether a string is one of them; null where that is not known, as there is a pattern. */
  boolean holdsLength(String value) {
    int length = value.codePointCount(0, value.length());
    return length >= lengths.min() && length <= lengths.max();
  }

  /** A pattern of strings as a pattern of what is written between the quotes. */
  private static Expr written(Expr pattern) {
    return switch (pattern) {
      case Expr.Chars chars -> written(chars.set());
      case Expr.Text text ->
          new Expr.Sequence(
              text.text().codePoints().mapToObj(c -> Expr.text(Json.character(c))).toList());
      case Expr.Sequence sequence ->
          new Expr.Sequence(sequence.parts().stream().map(StringFacts::written).toList());
      case Expr.Choice choice ->
          new Expr.Choice(choice.alternatives().stream().map(StringFacts::written).toList());
      case Repeat repeat -> new Repeat(written(repeat.part()), repeat.min(), repeat.max());
      case Expr.Ref ref -> ref;
    };
  }

  private static Expr written(CodePoints set) {
    if (set.equals(CodePoints.ALL)) {
      return Json.CHARACTER;
    }
    List<Expr> ways = new ArrayList<>();
    ways.add(Expr.chars(set.and(Json.PLAIN)));
    for (CodePoints.Range range : set.without(Json.PLAIN).ranges()) {
      for (int c = range.low(); c <= range.high(); c++) {
        ways.add(Expr.text(Json.character(c)));
      }
    }
    return ways.size() == 1 ? ways.getFirst() : new Expr.Choice(ways);
  }
}
