package rhapsode.sample;

/**
 * Mirostat 2: drops each token whose surprise -log<sub>2</sub> p exceeds the limit, the likeliest
 * excepted. Basu et al., in the repository beside the paper.
 */
final class Mirostat2 extends Mirostat {
  Mirostat2(SamplingOptions options) {
    super(options);
  }

  @Override
  void keep(Candidates candidates, double logSum) {
    candidates.keepAtLeast(Math.min(candidates.max(), logSum - limit() * Math.log(2)));
  }
}
