package rhapsode.context.sight;

/**
 * The prompt in both directions, what follows it forwards: a prefix language model (Raffel et al.
 * 2019, arXiv 1910.10683, fig. 4; Du et al. 2021, GLM, arXiv 2103.10360, sec. 2.1).
 */
record Prefix() implements Sight {
  @Override
  public int first(int position) {
    return 0;
  }

  @Override
  public boolean seesPromptAhead() {
    return true;
  }
}
