package rhapsode.context.retention;

import java.util.List;
import rhapsode.context.Method;
import rhapsode.context.Methods;
import rhapsode.context.Parameter;

/** The list of retentions that a command line can ask for. */
public final class RetentionMethods {
  private static final Method<Retention.Keeping> ALL_KEPT =
      new Method<>(
          "all",
          List.of(),
          "every key and value",
          "Vaswani et al. 2017, arXiv 1706.03762",
          "memory that grows with the text",
          false,
          _ -> Retention.ALL);

  private static final Method<Retention.Keeping> RING =
      new Method<>(
          "ring",
          List.of(new Parameter("size", "original/2", "last tokens, the newest included")),
          "the last tokens, in memory that does not grow",
          "Beltagy et al. 2020, arXiv 2004.05150",
          "less: what is forgotten is not read",
          false,
          given -> new Retention(0, given.count("size", 1), false));

  private static final Method<Retention.Keeping> SINKS =
      new Method<>(
          "sinks",
          List.of(
              new Parameter("count", "4", "first tokens"),
              new Parameter("recent", "original/2", "last tokens, beside the newest")),
          "the first tokens and the last, at their positions within the cache",
          "Xiao et al. 2023, arXiv 2309.17453",
          "less: what is forgotten is not read",
          false,
          given -> new Retention(given.count("count", 1), given.count("recent", 0) + 1, true));

  /** All of them. */
  public static final Methods<Retention.Keeping> ALL =
      new Methods<>("retention", List.of(ALL_KEPT, RING, SINKS));

  private RetentionMethods() {}
}
