package rhapsode.cli.batch;

/** Is told how far a run is. */
public interface Progress {
  /**
   * A run begins.
   *
   * @param total prompts of the file; negative where nobody knows
   * @param before prompts that earlier runs have done
   */
  void begin(long total, long before);

  /** {@code done} prompts are done, earlier runs' included; this run computed {@code tokens}. */
  void show(long done, long tokens);

  /** Something else is about to be printed on standard error. */
  void clear();
}
