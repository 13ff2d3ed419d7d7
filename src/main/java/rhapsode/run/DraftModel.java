package rhapsode.run;

import java.util.Arrays;
import java.util.List;
import rhapsode.RhapsodeException;
import rhapsode.token.Tokenizer;

/**
 * Guesses by a smaller model of the same vocabulary: its likeliest tokens, for as long as it is
 * sure of them.
 */
public final class DraftModel implements Drafter {
  /** The probability below which a guess is not worth checking. */
  private static final double SURE = 0.75;

  private final Model model;
  private final Session session;
  private final float[] logits;

  /**
   * Opens a session on a model, which this then owns, for as long a sequence as the one drafted.
   *
   * @throws RhapsodeException if the vocabularies differ
   */
  public DraftModel(Model model, Model target, Session.Options options) {
    this.model = model;
    try {
      requireSameVocabulary(model, target);
      session = model.session(options);
    } catch (Throwable e) {
      model.close();
      throw e;
    }
    logits = new float[model.vocabularySize()];
  }

  private static void requireSameVocabulary(Model draft, Model target) {
    Tokenizer drafts = draft.tokenizer();
    Tokenizer targets = target.tokenizer();
    int id = 0;
    while (id < Math.min(drafts.size(), targets.size())
        && Arrays.equals(drafts.pieceBytes(id), targets.pieceBytes(id))) {
      id++;
    }
    if (id < Math.max(drafts.size(), targets.size())) {
      throw new RhapsodeException(
          "%s can't draft for %s: their vocabularies differ from token %d on; take a smaller model"
                  .formatted(draft.path(), target.path(), id)
              + " of the same family");
    }
  }

  @Override
  public int[] draft(List<Integer> tokens, int most) {
    int[] guess = new int[Math.min(most, session.context() - tokens.size())];
    int count = 0;
    if (guess.length > 0) {
      session.feed(behind(tokens), logits);
      for (int next = sure(); next >= 0; next = count < guess.length ? sure() : -1) {
        guess[count++] = next;
        if (count < guess.length) {
          session.feed(new int[] {next}, logits);
        }
      }
    }
    return Arrays.copyOf(guess, count);
  }

  /** What the session lacks of {@code tokens}, at least the last; what it has too much is cut. */
  private int[] behind(List<Integer> tokens) {
    int[] ids = tokens.stream().mapToInt(id -> id).toArray();
    session.keep(ids, ids.length - 1);
    return Arrays.copyOfRange(ids, session.length(), ids.length);
  }

  /** The likeliest token, or -1 where another may well come. */
  private int sure() {
    int best = 0;
    for (int id = 1; id < logits.length; id++) {
      if (logits[id] > logits[best]) {
        best = id;
      }
    }
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit - logits[best]);
    }
    return 1 / sum < SURE ? -1 : best;
  }

  @Override
  public void close() {
    session.close();
    model.close();
  }
}
