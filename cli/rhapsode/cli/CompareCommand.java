package rhapsode.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.DoubleStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import rhapsode.RhapsodeException;
import rhapsode.lab.perplexity.PairedDifference;
import tools.jackson.databind.json.JsonMapper;

/** {@code rhapsode compare}: by how much two runs on one text differ, with an honest error. */
@Command(
    name = "compare",
    description =
        "Compare two runs of perplexity token by token: which predicts better, and is it certain?",
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  rhapsode perplexity -m a.gguf --per-token a.jsonl",
      "  rhapsode perplexity -m b.gguf --per-token b.jsonl",
      "  rhapsode compare a.jsonl b.jsonl",
    })
final class CompareCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "A", description = "What --per-token wrote of one run.")
  Path a;

  @Parameters(index = "1", paramLabel = "B", description = "What it wrote of another.")
  Path b;

  @Option(
      names = "--block",
      paramLabel = "N",
      description =
          "Tokens that are drawn together (default: 256, fewer where that left less than 20"
              + " blocks).")
  Integer block;

  @Option(
      names = "--resamples",
      paramLabel = "N",
      defaultValue = "10000",
      description = "How often a text is drawn anew (default: ${DEFAULT-VALUE}).")
  int resamples;

  @Option(
      names = {"-s", "--seed"},
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of the draws (default: ${DEFAULT-VALUE}).")
  long seed;

  @Option(names = "--json", description = "Print one JSON object.")
  boolean json;

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    if (block != null) {
      Usage.requireAtLeast(1, spec, "--block", block);
    }
    Usage.requireAtLeast(2, spec, "--resamples", resamples);
    PerTokenLosses first = PerTokenLosses.read(a);
    PerTokenLosses second = PerTokenLosses.read(b);
    DoubleStream.Builder firstLosses = DoubleStream.builder();
    DoubleStream.Builder secondLosses = DoubleStream.builder();
    int common = 0;
    for (Map.Entry<PerTokenLosses.Target, PerTokenLosses.Loss> each : first.losses().entrySet()) {
      PerTokenLosses.Loss other = second.losses().get(each.getKey());
      if (other != null) {
        requireSameToken(each.getKey(), each.getValue(), other);
        firstLosses.add(each.getValue().loss());
        secondLosses.add(other.loss());
        common++;
      }
    }
    if (common < 2) {
      throw new RhapsodeException(
          "%s and %s have %d tokens in common; runs compare on the same text and the same targets"
              .formatted(a, b, common));
    }
    int together = block != null ? block : PairedDifference.Bootstrap.usualBlock(common);
    var bootstrap = new PairedDifference.Bootstrap(together, resamples, seed);
    PairedDifference difference =
        PairedDifference.of(
            firstLosses.build().toArray(), secondLosses.build().toArray(), bootstrap);
    PrintWriter out = spec.commandLine().getOut();
    int leftOut = first.losses().size() + second.losses().size() - 2 * common;
    out.print(json ? json(difference, bootstrap, leftOut) : text(difference, leftOut));
    return ExitCode.OK;
  }

  private void requireSameToken(
      PerTokenLosses.Target target, PerTokenLosses.Loss one, PerTokenLosses.Loss other) {
    if (one.id() != other.id()) {
      throw new RhapsodeException(
          "token %d of %s is %d in %s and %d in %s: the runs cut the text differently; compare bits per byte instead"
              .formatted(target.index(), target.text(), one.id(), a, other.id(), b));
    }
  }

  private String text(PairedDifference difference, int leftOut) {
    String verdict =
        difference.tied()
            ? "tied: the interval includes 0"
            : (difference.mean() < 0 ? b : a) + " predicts better";
    return String.format(
        Locale.ROOT,
        """
        perplexity A     %.4f  (%s)
        perplexity B     %.4f  (%s)
        ln(B / A)        %.6f ± %.6f nats, 95 %% interval %.6f to %.6f
        B likelier at    %.1f %% of %d tokens (%d are in one run alone)
        %s
        """,
        difference.first().perplexity(),
        a,
        difference.second().perplexity(),
        b,
        difference.mean(),
        difference.error(),
        difference.low(),
        difference.high(),
        100 * difference.secondBetter(),
        difference.first().count(),
        leftOut,
        verdict);
  }

  private String json(
      PairedDifference difference, PairedDifference.Bootstrap bootstrap, int leftOut) {
    return JsonMapper.shared()
            .createObjectNode()
            .put("a", a.toString())
            .put("b", b.toString())
            .put("a_perplexity", difference.first().perplexity())
            .put("b_perplexity", difference.second().perplexity())
            .put("log_ratio", difference.mean())
            .put("error", difference.error())
            .put("low", difference.low())
            .put("high", difference.high())
            .put("tied", difference.tied())
            .put("b_likelier", difference.secondBetter())
            .put("tokens", difference.first().count())
            .put("left_out", leftOut)
            .put("block", bootstrap.block())
            .put("resamples", resamples)
            .put("seed", seed)
            .toString()
        + System.lineSeparator();
  }
}
