package rhapsode.token;

import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts a text into the words that byte-pair encoding never joins.
 *
 * <p>Each rule cuts the pieces the rules before it left: every match of its pattern becomes a
 * piece, and so does what lies between two matches. A pattern sees nothing outside its piece.
 */
final class PreTokenizer {
  /** How a family of vocabularies differs from the others, apart from its rules. */
  enum Trait {
    /** A word that is in the vocabulary is one token, whatever the merges say. */
    WHOLE_WORDS,
    /** The model expects its beginning-of-text token unless the file says otherwise. */
    BEGINS,
    /** The model expects its separator at the end unless the file says otherwise. */
    SEPARATES,
    /** The vocabulary has no beginning-of-text token, whatever the file says. */
    NEVER_BEGINS,
    /** Text is brought into Unicode's normal form C first, as the model's own tokenizer does. */
    COMPOSED,
    /** Tokens are plain UTF-8 with U+2581 for a space; other vocabularies spell every byte. */
    PLAIN
  }

  /**
   * One cut.
   *
   * @param pattern what becomes a piece
   * @param byThrees whether a match is cut further, into groups of three characters counted from
   *     its end
   */
  record Rule(String pattern, boolean byThrees) {
    static Rule match(String pattern) {
      return new Rule(pattern, false);
    }

    static Rule digitGroups(String pattern) {
      return new Rule(pattern, true);
    }
  }

  /** Receives the words of a text in their order; together they are the whole text. */
  interface Words {
    /** The next word ends before {@code end}. */
    void wordTo(int end);
  }

  private final String name;
  private final List<Rule> rules;
  private final List<Pattern> patterns;
  private final Set<Trait> traits;

  PreTokenizer(String name, List<Rule> rules, Set<Trait> traits) {
    this.name = name;
    this.rules = rules;
    this.traits = traits;
    patterns =
        rules.stream()
            .map(rule -> Pattern.compile(rule.pattern(), Pattern.UNICODE_CHARACTER_CLASS))
            .toList();
  }

  /** The name in {@code tokenizer.ggml.pre}. */
  String name() {
    return name;
  }

  /** The cuts in their order. */
  List<Rule> rules() {
    return rules;
  }

  /** Whether these vocabularies have that trait. */
  boolean has(Trait trait) {
    return traits.contains(trait);
  }

  /** Cuts {@code text} and hands out the end of each word. */
  void split(CharSequence text, Words words) {
    IntList ends = new IntList(1);
    ends.add(text.length());
    for (int i = 0; i < rules.size() - 1; i++) {
      IntList finer = new IntList(text.length() / 4);
      cut(i, text, ends, finer::add);
      ends = finer;
    }
    cut(rules.size() - 1, text, ends, words);
  }

  private void cut(int rule, CharSequence text, IntList ends, Words words) {
    Matcher matcher = patterns.get(rule).matcher(text);
    boolean byThrees = rules.get(rule).byThrees();
    int start = 0;
    for (int i = 0; i < ends.size(); i++) {
      int end = ends.get(i);
      matcher.region(start, end);
      while (matcher.find()) {
        if (matcher.start() > start) {
          words.wordTo(matcher.start());
        }
        if (byThrees) {
          groupDigits(text, matcher.start(), matcher.end(), words);
        }
        words.wordTo(matcher.end());
        start = matcher.end();
      }
      if (start < end) {
        words.wordTo(end);
      }
      start = end;
    }
  }

  /** Hands out all ends but the last; digits beyond U+FFFF take two chars. */
  private static void groupDigits(CharSequence text, int start, int end, Words words) {
    int left = Character.codePointCount(text, start, end);
    for (int at = start; left > 3; ) {
      int group = (left - 1) % 3 + 1;
      at = Character.offsetByCodePoints(text, at, group);
      left -= group;
      words.wordTo(at);
    }
  }
}
