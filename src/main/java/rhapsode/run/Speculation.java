package rhapsode.run;

/**
 * Several tokens a step, where they can be guessed (speculative decoding: Leviathan et al. 2022,
 * arXiv 2211.17192; Chen et al. 2023, arXiv 2302.01318). The model computes a draft's tokens as it
 * computes a prompt, reading its weights once, and then chooses as ever: a draft is kept as far as
 * it says what was chosen. So the text is to the last token the one without drafts, greedy or
 * sampled, since logits have the same bits however tokens are cut into steps.
 */
public final class Speculation implements AutoCloseable {
  private final Drafter drafter;
  private final int most;
  private int size;
  private long drafted;
  private long kept;

  /**
   * A speculation, which then owns {@code drafter}.
   *
   * @param most tokens of a draft
   */
  public Speculation(Drafter drafter, int most) {
    this.drafter = drafter;
    this.most = most;
    size = Math.min(4, most);
  }

  /** Tokens drafted so far. */
  public long drafted() {
    return drafted;
  }

  /** How many of them were kept. */
  public long kept() {
    return kept;
  }

  /** Feeds the continuation's last token and a draft, and chooses as many as that settles. */
  void advance(Session session, Continuation continuation) {
    int held = session.length();
    int[] draft = drafter.draft(continuation.tokens(), session.steady(held + 1, size));
    int[] step = new int[draft.length + 1];
    step[0] = continuation.last();
    System.arraycopy(draft, 0, step, 1, draft.length);

    Choices choices = new Choices(continuation, draft, held);
    session.score(step, choices);
    session.truncate(held + 1 + choices.agreed);
    drafted += draft.length;
    kept += choices.agreed;
    if (draft.length > 0) {
      long wanted = choices.agreed == draft.length ? 2L * size : choices.agreed + 1;
      size = (int) Math.min(wanted, most);
    }
  }

  @Override
  public void close() {
    drafter.close();
  }

  /** Chooses after each token of a step, as long as the step has what was chosen. */
  private static final class Choices implements Session.LogitsSink {
    private final Continuation continuation;
    private final int[] draft;
    private final int first;
    private int agreed;

    Choices(Continuation continuation, int[] draft, int first) {
      this.continuation = continuation;
      this.draft = draft;
      this.first = first;
    }

    @Override
    public void accept(int position, float[] logits) {
      if (position - first != agreed || continuation.ended()) {
        return;
      }
      continuation.choose(logits);
      if (!continuation.ended() && agreed < draft.length && continuation.last() == draft[agreed]) {
        agreed++;
      }
    }
  }
}
