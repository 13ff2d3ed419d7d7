package rhapsode.cli;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import rhapsode.cli.batch.Batch;
import rhapsode.run.AvailableMemory;
import rhapsode.run.Model;
import rhapsode.run.Scheduler;
import rhapsode.sample.Ending;
import rhapsode.sample.Sampler;
import rhapsode.sample.SamplingOptions;
import rhapsode.sample.grammar.Grammar;
import rhapsode.sample.grammar.TokenGrammar;

/** What a batch computes with. */
final class BatchEngine implements Batch.Engine {
  private final EngineOptions options;
  private final int parallel;
  private final Long memory;
  private final Optional<Grammar> grammar;
  private final Map<Boolean, TokenGrammar> grammars = new HashMap<>();

  /**
   * An engine.
   *
   * @param memory bytes that all of it may take, or null
   * @param grammar what every answer has to fit
   */
  BatchEngine(EngineOptions options, int parallel, Long memory, Optional<Grammar> grammar) {
    this.options = options;
    this.parallel = parallel;
    this.memory = memory;
    this.grammar = grammar;
  }

  @Override
  public int parallel() {
    return parallel;
  }

  @Override
  public Sampler sampler(Model model, SamplingOptions sampling) {
    if (grammar.isEmpty()) {
      return model.sampler(sampling);
    }
    TokenGrammar compiled =
        grammars.computeIfAbsent(
            sampling.get(Ending.IGNORE_END),
            endless -> model.grammar(grammar.orElseThrow(), endless));
    return model.sampler(sampling, List.of(), compiled.constraint());
  }

  @Override
  public Model open() {
    return options.open();
  }

  @Override
  public Scheduler scheduler(Model model) {
    int longest = options.context != null ? options.context : model.hyper().context();
    long rows = Math.max((long) parallel * context(model, 0), longest);
    Scheduler.Options wanted =
        options.sessionFlags.scheduler(parallel, longest, (int) Math.min(rows, Integer.MAX_VALUE));
    long limit =
        memory != null
            ? memory
            : model.weightBytes() + AvailableMemory.bytes().orElse(Long.MAX_VALUE / 2) / 2;
    return model.scheduler(model.within(limit, wanted));
  }

  @Override
  public int context(Model model, long wanted) {
    return options.contextFor(model.hyper().context(), wanted);
  }
}
