package rhapsode.cli;

import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import rhapsode.run.BeamSearch;
import rhapsode.run.BestOf;
import rhapsode.run.ContrastiveSearch;
import rhapsode.run.Search;
import rhapsode.sample.SamplingOptions;
import rhapsode.sample.Temperature;
import rhapsode.sample.TopK;
import rhapsode.sample.grammar.Grammar;

/** Ways to an answer that try several. */
final class SearchFlags {
  private static final Pattern WHOLE_TEXT = Pattern.compile("(?s).+");

  /**
   * Tokens that contrastive search compares where nobody says otherwise; its authors take 4 to 8.
   */
  private static final int CONTRASTIVE_TOP_K = 4;

  @Option(
      names = "--n",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Draw N answers and print the one of the best mean log-probability; default:"
              + " ${DEFAULT-VALUE}.")
  int count;

  @Option(names = "--vote", description = "Of N answers, print the one given most often.")
  boolean vote;

  @Option(
      names = "--answer",
      paramLabel = "REGEX",
      description =
          "What is counted for --vote: the first group of the last match, or the whole match;"
              + " default: the whole text.")
  String answer;

  @Option(
      names = "--beams",
      paramLabel = "N",
      defaultValue = "1",
      description = "Search with N beams instead of drawing; default: ${DEFAULT-VALUE}, off.")
  int beams;

  @Option(
      names = "--length-penalty",
      paramLabel = "F",
      defaultValue = "1",
      description =
          "Beams are ranked by their log-probability over length^F; larger favours longer answers;"
              + " default: ${DEFAULT-VALUE}.")
  double lengthPenalty;

  @Option(
      names = "--penalty-alpha",
      paramLabel = "F",
      defaultValue = "0",
      description =
          "Contrastive search, with this weight of the penalty for likeness; --top-k (here 4)"
              + " tokens are compared; default: ${DEFAULT-VALUE}, off.")
  double alpha;

  @Spec(Spec.Target.MIXEE)
  CommandSpec command;

  /** The search asked for, if any; ends the command where it can't be done. */
  Optional<Search> search(SamplingOptions sampling, Optional<Grammar> grammar) {
    check(sampling);
    Usage.require(
        grammar.isEmpty() || (beams == 1 && alpha == 0),
        command,
        "A grammar or schema holds drawn answers only; leave out --beams and --penalty-alpha");
    if (count > 1) {
      return Optional.of(
          new BestOf(count, sampling, vote ? pattern() : null, grammar.orElse(null)));
    } else if (beams > 1) {
      return Optional.of(new BeamSearch(beams, lengthPenalty));
    } else if (alpha > 0) {
      boolean chosen = sampling.chosen().containsKey(TopK.K) && sampling.get(TopK.K) > 0;
      int topK = chosen ? sampling.get(TopK.K) : CONTRASTIVE_TOP_K;
      return Optional.of(new ContrastiveSearch(alpha, topK));
    }
    return Optional.empty();
  }

  private void check(SamplingOptions sampling) {
    Usage.requireAtLeast(1, command, "--n", count);
    Usage.requireAtLeast(1, command, "--beams", beams);
    Usage.require(
        Double.isFinite(lengthPenalty),
        command,
        "--length-penalty is " + lengthPenalty + "; it must be a number");
    Usage.require(
        alpha >= 0 && alpha <= 1,
        command,
        "--penalty-alpha is " + alpha + "; it must be a number from 0 to 1");
    int ways = (count > 1 ? 1 : 0) + (beams > 1 ? 1 : 0) + (alpha > 0 ? 1 : 0);
    Usage.require(ways < 2, command, "Only one of --n, --beams and --penalty-alpha can be done");
    Usage.require(!vote || count > 1, command, "--vote needs --n of 2 or more");
    Usage.require(answer == null || vote, command, "--answer says what --vote counts; give both");
    Usage.require(
        count == 1 || sampling.get(Temperature.VALUE) > 0,
        command,
        "--n %d answers at --temp 0 are all the same; raise --temp".formatted(count));
  }

  private Pattern pattern() {
    try {
      return answer == null ? WHOLE_TEXT : Pattern.compile(answer);
    } catch (PatternSyntaxException wrong) {
      throw new ParameterException(
          command.commandLine(),
          "--answer is %s; it must be a regular expression: %s"
              .formatted(answer, wrong.getDescription()),
          wrong);
    }
  }
}
