package rhapsode.lab.stretch;

/** What a sweep finds out. */
public enum Measure {
  /** Losses on the same targets at every length. */
  PERPLEXITY,
  /** Whether hidden facts are found. */
  RECALL,
  /** Tokens a second of a prompt, and of a token at its end; from the same reads as perplexity. */
  SPEED,
  /** Bytes of a session. */
  MEMORY,
  /** Whether a text fed in parts gives the same logits as at once. */
  EXACTNESS
}
