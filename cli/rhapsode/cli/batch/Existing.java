package rhapsode.cli.batch;

/** What to do with an output that holds something. */
public enum Existing {
  /** Leave it alone and say so. */
  REFUSE,
  /** Go on after the answers in it. */
  RESUME,
  /** Begin anew. */
  OVERWRITE
}
