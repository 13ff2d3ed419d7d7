package rhapsode.cli;

import rhapsode.cli.batch.Batch;
import rhapsode.run.AvailableMemory;
import rhapsode.run.Model;
import rhapsode.run.Scheduler;

/**
 * What a batch computes with.
 *
 * @param memory bytes that all of it may take, or null
 */
record BatchEngine(EngineOptions options, int parallel, Long memory) implements Batch.Engine {
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
