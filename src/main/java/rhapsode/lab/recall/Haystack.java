package rhapsode.lab.recall;

import java.util.List;

/**
 * A text with facts hidden in it, and what to ask about them.
 *
 * @param ids tokens of the text
 * @param questions asked one by one after it, each as if it were the only one
 */
public record Haystack(int[] ids, List<Question> questions) {
  /**
   * A question.
   *
   * @param depth where its fact lies: 0 at the beginning of the text, 1 at its end
   * @param text the question with the beginning of the answer
   * @param options answers, each with the space before it; the first is the right one
   */
  public record Question(double depth, String text, List<String> options) {}
}
