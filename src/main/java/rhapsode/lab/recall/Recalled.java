package rhapsode.lab.recall;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import rhapsode.lab.Distribution;
import rhapsode.run.Session;
import rhapsode.token.Tokenizer;

/**
 * How a model answered a question about a haystack.
 *
 * @param depth where the fact lay, 0 to 1
 * @param logprob of the right answer, natural logarithm
 * @param decoy the largest of the wrong ones
 * @param exact whether greedy choice writes the right answer
 */
public record Recalled(double depth, double logprob, double decoy, boolean exact) {
  /** Whether the right answer is likelier than every wrong one. */
  public boolean right() {
    return logprob > decoy;
  }

  /** By how much the right answer is likelier than the likeliest wrong one, nats. */
  public double margin() {
    return logprob - decoy;
  }

  /** One option of a question, as tokens: the first {@code given} are the question's. */
  private record Asked(int question, int option, int[] ids, int given) {}

  /**
   * Has a session read a haystack and answer each question as if it were the only one. Questions of
   * one length follow each other: where angles depend on the length, the haystack is then read once
   * for all of them.
   *
   * @param session is emptied first; holds haystack, question and answer
   */
  public static List<Recalled> ask(Session session, Tokenizer tokenizer, Haystack haystack) {
    List<Haystack.Question> questions = haystack.questions();
    double[][] sums = new double[questions.size()][RecallTask.OPTIONS];
    boolean[] greedy = new boolean[questions.size()];
    Arrays.fill(greedy, true);
    session.truncate(0);
    for (Asked asked : asked(tokenizer, haystack)) {
      session.truncate(Math.min(session.length(), haystack.ids().length));
      int[] whole = concat(haystack.ids(), asked.ids);
      int first = haystack.ids().length + asked.given;
      int held = session.length();
      BitSet wanted = new BitSet();
      wanted.set(first - 1 - held, whole.length - 1 - held);
      session.score(
          Arrays.copyOfRange(whole, held, whole.length - 1),
          wanted,
          (position, logits) -> {
            Distribution distribution = new Distribution(logits);
            int next = whole[position + 1];
            sums[asked.question][asked.option] += distribution.logprob(next);
            greedy[asked.question] &= asked.option > 0 || distribution.rank(next) == 1;
          });
    }
    List<Recalled> answers = new ArrayList<>();
    for (int i = 0; i < sums.length; i++) {
      double decoy = Arrays.stream(sums[i], 1, sums[i].length).max().orElseThrow();
      answers.add(new Recalled(questions.get(i).depth(), sums[i][0], decoy, greedy[i]));
    }
    return answers;
  }

  /** All options of all questions, the shortest first. */
  private static List<Asked> asked(Tokenizer tokenizer, Haystack haystack) {
    List<Asked> all = new ArrayList<>();
    for (int q = 0; q < haystack.questions().size(); q++) {
      Haystack.Question question = haystack.questions().get(q);
      int given = tokenizer.encode(question.text(), false, false).length;
      for (int o = 0; o < question.options().size(); o++) {
        int[] ids = tokenizer.encode(question.text() + question.options().get(o), false, false);
        all.add(new Asked(q, o, ids, Math.min(given, ids.length - 1)));
      }
    }
    all.sort(Comparator.comparingInt(asked -> asked.ids.length));
    return all;
  }

  private static int[] concat(int[] first, int[] second) {
    int[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
