package rhapsode.lab.eval;

import java.util.ArrayList;
import java.util.List;
import rhapsode.lab.Likelihood;
import rhapsode.lab.Scoring;
import rhapsode.run.Session;
import rhapsode.token.Tokenizer;

/**
 * A question and how likely a model finds its options.
 *
 * @param question the question
 * @param likelihoods one for each option
 */
public record Answer(Question question, List<Likelihood> likelihoods) {
  /** By what an option's log-probability is divided before the largest wins. */
  public enum Norm {
    /** Nothing: lm-evaluation-harness' {@code acc}. */
    NONE,
    /** Characters of the answer: its {@code acc_norm}. */
    CHARACTERS,
    /** Tokens of the continuation, as llama.cpp does. */
    TOKENS
  }

  /**
   * Has a model answer.
   *
   * @param session its tokens that an option begins with are not computed again
   * @param begin whether contexts begin with the token that the model expects before a text
   */
  public static Answer of(Session session, Tokenizer tokenizer, Question question, boolean begin) {
    List<Likelihood> likelihoods = new ArrayList<>();
    for (Question.Option option : question.options()) {
      likelihoods.add(
          Scoring.continuation(session, tokenizer, option.context(), option.continuation(), begin));
    }
    return new Answer(question, likelihoods);
  }

  /** The option that wins, of equals the first. */
  public int chosen(Norm norm) {
    int best = 0;
    for (int i = 1; i < likelihoods.size(); i++) {
      if (score(i, norm) > score(best, norm)) {
        best = i;
      }
    }
    return best;
  }

  /** Whether that is the right one. */
  public boolean right(Norm norm) {
    return chosen(norm) == question.gold();
  }

  private double score(int option, Norm norm) {
    Likelihood likelihood = likelihoods.get(option);
    String answer = question.options().get(option).answer();
    return likelihood.logprob()
        / switch (norm) {
          case NONE -> 1;
          case CHARACTERS -> answer.codePointCount(0, answer.length());
          case TOKENS -> likelihood.tokens();
        };
  }
}
