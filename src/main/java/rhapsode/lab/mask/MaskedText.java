package rhapsode.lab.mask;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import rhapsode.RhapsodeException;
import rhapsode.lab.Candidate;
import rhapsode.lab.Distribution;
import rhapsode.run.EncoderSession;
import rhapsode.token.Tokenizer;

/**
 * A text some of whose words are masked. All masks are guessed at once, each as if the others
 * stayed masked (Devlin et al. 2018, arXiv 1810.04805, section 3.1).
 *
 * @param ids its tokens
 * @param masks places of the masks among them, at least one
 */
public record MaskedText(int[] ids, int[] masks) {
  /** What people write whatever the model's own spelling is. */
  private static final List<String> SPELLINGS = List.of("[MASK]", "<mask>");

  /**
   * A mask and what may stand there.
   *
   * @param position its place among the text's tokens
   * @param candidates the likeliest tokens, the likeliest first
   */
  public record Guess(int position, List<Candidate> candidates) {}

  /**
   * Reads a text in which {@code [MASK]} or {@code <mask>} stands for each masked word.
   *
   * @throws RhapsodeException if it has none, or the vocabulary has no token for it
   */
  public static MaskedText of(Tokenizer tokenizer, String text) {
    int mask = tokenizer.special().mask();
    if (mask < 0) {
      throw new RhapsodeException("the model's vocabulary has no mask token; take another model");
    }
    String own = tokenizer.piece(mask);
    String spelled = text;
    for (String spelling : SPELLINGS) {
      spelled = spelled.replace(spelling, own);
    }
    int[] ids = tokenizer.encode(spelled, true, true);
    int[] masks = IntStream.range(0, ids.length).filter(i -> ids[i] == mask).toArray();
    if (masks.length == 0) {
      throw new RhapsodeException(
          "the text has no masked word; write %s where one is to be guessed".formatted(own));
    }
    return new MaskedText(ids, masks);
  }

  /**
   * What the model puts in place of each mask.
   *
   * @param top how many candidates
   * @throws RhapsodeException if the text does not fit, or the model has no head for masked tokens
   */
  public List<Guess> guesses(EncoderSession session, int top) {
    List<Guess> guesses = new ArrayList<>();
    session.guess(
        ids,
        masks,
        (position, logits) -> guesses.add(new Guess(position, new Distribution(logits).top(top))));
    return guesses;
  }
}
