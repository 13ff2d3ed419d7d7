package rhapsode.sample.grammar;

import java.util.Map;
import rhapsode.RhapsodeException;

/** A context-free grammar over characters. A text fits if it is what the rule root says. */
public final class Grammar {
  /** The rule that a whole text has to fit. */
  public static final String ROOT = "root";

  private final Map<String, Expr> rules;
  private final Productions productions;

  /**
   * A grammar of these rules.
   *
   * @param rules by name; every rule that one refers to is there, and so is {@link #ROOT}
   * @throws RhapsodeException if a rule may begin with itself, or no text fits
   */
  public Grammar(Map<String, Expr> rules) {
    this.rules = rules;
    productions = new Lowering(rules).productions();
  }

  /**
   * Reads GBNF, llama.cpp's notation: rules {@code name ::= alternatives}, texts in quotes,
   * character classes, {@code .}, groups, the repetitions {@code * + ?} and <code>{m,n}</code>,
   * comments after {@code #}.
   *
   * @param source what to call the text where something is wrong with it
   * @throws RhapsodeException with line and column, if it is no grammar; or as the constructor
   */
  public static Grammar parse(String source, String text) {
    return new GbnfParser(source, text).parse();
  }

  /** The rules by name. */
  public Map<String, Expr> rules() {
    return rules;
  }

  /** The same texts over bytes. */
  Productions productions() {
    return productions;
  }
}
