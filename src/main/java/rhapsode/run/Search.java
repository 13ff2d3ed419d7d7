package rhapsode.run;

import java.util.List;

/** A way to an answer that tries several. */
public sealed interface Search permits BestOf, BeamSearch, ContrastiveSearch {
  /**
   * Looks for the answer to a prompt.
   *
   * @param options the context of each answer, the batch and the cache
   */
  Found find(Model model, Session.Options options, int[] prompt, Generation.Limits limits);

  /**
   * One of the answers tried.
   *
   * @param made its tokens and text
   * @param score what it was ranked by, larger is better
   * @param vote what it says in the end, where answers are counted, else null
   */
  record Answer(Generation made, double score, String vote) {}

  /**
   * What was found.
   *
   * @param best the answer chosen
   * @param answers all answers tried, as they came or from the best down
   */
  record Found(Answer best, List<Answer> answers) {
    /** A single answer, which nothing was compared with. */
    public static Found only(Generation made, double score) {
      Answer answer = new Answer(made, score, null);
      return new Found(answer, List.of(answer));
    }

    /** How many answers say what the chosen one says. */
    public long votes() {
      return answers.stream()
          .filter(answer -> answer.vote() != null && answer.vote().equals(best.vote()))
          .count();
    }
  }
}
