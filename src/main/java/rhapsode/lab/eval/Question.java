package rhapsode.lab.eval;

import java.util.List;

/**
 * A question with options of which one is right.
 *
 * @param options two at least
 * @param gold number of the right one, from 0
 */
public record Question(List<Option> options, int gold) {
  /**
   * One option: how likely is {@code continuation} after {@code context}?
   *
   * @param context what is given
   * @param continuation what is scored, with the space before it
   * @param answer the option's own text, by whose length normalized accuracy divides
   */
  public record Option(String context, String continuation, String answer) {
    /** An answer after a context, with the space between them. */
    public static Option after(String context, String answer) {
      return new Option(context, " " + answer, answer);
    }
  }
}
