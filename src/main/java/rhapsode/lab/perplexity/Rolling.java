package rhapsode.lab.perplexity;

import java.util.ArrayList;
import java.util.List;
import rhapsode.lab.Distribution;
import rhapsode.lab.Likelihood;
import rhapsode.lab.Scoring;
import rhapsode.run.Session;
import rhapsode.token.Tokenizer;

/**
 * The rolling loglikelihood of EleutherAI's lm-evaluation-harness: a text of any length, each token
 * scored once. It falls into windows of as many targets as the context holds; the last one reaches
 * back so far that it fills the context too. Before the text stands the token that begins one, or
 * else the one that ends one.
 */
public final class Rolling {
  private Rolling() {}

  /** How likely a model finds a text. */
  public static Likelihood of(Session session, Tokenizer tokenizer, String text) {
    int[] own = tokenizer.encode(text, false, true);
    int[] tokens = new int[own.length + 1];
    tokens[0] = Scoring.beginning(tokenizer);
    System.arraycopy(own, 0, tokens, 1, own.length);
    WindowReader reader = new WindowReader(session, tokens, -1);
    double[] sum = {0};
    boolean[] greedy = {true};
    for (Window window : windows(tokens.length, session.context())) {
      reader.read(
          window,
          (target, logits) -> {
            Distribution next = new Distribution(logits);
            sum[0] += next.logprob(tokens[target]);
            greedy[0] &= next.rank(tokens[target]) == 1;
          });
    }
    return new Likelihood(sum[0], greedy[0], own.length);
  }

  /** The windows of {@code tokens} tokens, of which the first is given. */
  static List<Window> windows(int tokens, int context) {
    List<Window> windows = new ArrayList<>();
    for (int scored = 1; scored < tokens; ) {
      int end = Math.min(scored + context, tokens);
      windows.add(new Window(Math.max(0, end - 1 - context), end, scored));
      scored = end;
    }
    return windows;
  }
}
