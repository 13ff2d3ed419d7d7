package rhapsode.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import rhapsode.RhapsodeException;
import rhapsode.sample.Likelihood;
import rhapsode.sample.SamplingOptions;
import rhapsode.sample.grammar.Grammar;
import rhapsode.sample.grammar.TokenGrammar;

/**
 * Draws several answers at once, over one cache of the prompt, and takes the one whose tokens have
 * the largest mean log-probability by the model's own distribution. With a majority vote
 * (self-consistency: Wang et al. 2022, arXiv 2203.11171, section 2) the answer most often given
 * wins first; of equally many, and among those who gave it, again the mean log-probability decides.
 *
 * @param count answers drawn
 * @param sampling how; answer i has a seed of its own, the given one plus i
 * @param vote finds what an answer says: the first group of its last match, or the whole match; one
 *     without a match has no vote; null for no vote
 * @param grammar what answers have to fit, null for anything
 */
public record BestOf(int count, SamplingOptions sampling, Pattern vote, Grammar grammar)
    implements Search {
  @Override
  public Found find(Model model, Session.Options options, int[] prompt, Generation.Limits limits) {
    List<Answer> answers = new ArrayList<>();
    TokenGrammar tokens = grammar == null ? null : model.grammar(grammar, limits.ignoreEnd());
    try (Scheduler scheduler = model.scheduler(memory(options, prompt.length, limits))) {
      List<Attempt> attempts = new ArrayList<>();
      SamplingOptions seeded = sampling.seeded();
      for (int i = 0; i < count; i++) {
        Attempt attempt = new Attempt();
        attempts.add(attempt);
        scheduler.submit(
            new Scheduler.Request(
                prompt,
                model.sampler(
                    seeded.forAnswer(i),
                    List.of(attempt.likelihood),
                    tokens == null ? null : tokens.constraint()),
                limits,
                options.context(),
                attempt));
      }
      while (scheduler.step()) {
        // Each step is one token of every answer.
      }
      for (Attempt attempt : attempts) {
        answers.add(attempt.answer());
      }
    }
    return new Found(choose(answers), answers);
  }

  /** Room for the prompt once and for each answer as far as it may go, if not for all at once. */
  private Scheduler.Options memory(Session.Options options, int prompt, Generation.Limits limits) {
    int most = Math.max(0, options.context() - prompt);
    int each = limits.maxTokens() < 0 ? most : Math.min(most, limits.maxTokens());
    long rows = prompt + count * (each + 2L * RowPool.BLOCK);
    int held = (int) Math.min(rows, Integer.MAX_VALUE - RowPool.BLOCK);
    return new Scheduler.Options(
        count, options.context(), options.batch(), options.cache(), held, options.stretch());
  }

  static Answer choose(List<Answer> answers) {
    Map<String, Integer> votes = new HashMap<>();
    for (Answer answer : answers) {
      if (answer.vote() != null) {
        votes.merge(answer.vote(), 1, Integer::sum);
      }
    }
    return answers.stream()
        .max(
            Comparator.<Answer>comparingInt(answer -> votes.getOrDefault(answer.vote(), 0))
                .thenComparingDouble(Answer::score))
        .orElseThrow();
  }

  /** What a text says; null where it does not. */
  static String vote(Pattern pattern, String text) {
    String said = null;
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      said = matcher.groupCount() > 0 ? matcher.group(1) : matcher.group();
    }
    return said == null ? null : said.strip();
  }

  private final class Attempt implements Scheduler.Listener {
    private final Likelihood likelihood = new Likelihood();
    private Generation made;
    private RhapsodeException failure;

    @Override
    public void ended(Generation generation) {
      made = generation;
    }

    @Override
    public void failed(RhapsodeException why) {
      failure = why;
    }

    Answer answer() {
      if (failure != null) {
        throw failure;
      }
      String said = vote == null ? null : vote(vote, made.text());
      return new Answer(made, likelihood.mean(), said);
    }
  }
}
