package rhapsode.cli.batch;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.TreeMap;
import rhapsode.RhapsodeException;
import rhapsode.run.Generation;
import rhapsode.run.Model;
import rhapsode.run.Scheduler;
import rhapsode.sample.Sampler;
import rhapsode.sample.SamplingOptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Answers a file of prompts, many at once, and writes the answers in the order of the prompts. */
public final class Batch {
  /**
   * Answers that may wait for an earlier one, for each sequence at once: what a killed run can lose
   * of its work.
   */
  private static final int WAITING = 16;

  private final Job job;
  private final Engine engine;
  private final PrintWriter out;
  private final PrintWriter err;
  private final Progress progress;

  /**
   * What is to be done.
   *
   * @param input a file, or "-" for standard input
   * @param format how it holds prompts
   * @param marker the line between blocks of text, or null for a prompt a line
   * @param output a file, or null for standard output
   * @param existing what to do with an output that holds something
   * @param skip prompts to pass over at the beginning
   * @param defaults what holds for all lines
   */
  public record Job(
      String input,
      Format format,
      String marker,
      Path output,
      Existing existing,
      long skip,
      Defaults defaults) {}

  /** What computes. */
  public interface Engine {
    /** Loads the model. */
    Model open();

    /** Opens the scheduler. */
    Scheduler scheduler(Model model);

    /** What chooses the tokens of one answer. */
    Sampler sampler(Model model, SamplingOptions options);

    /** Most sequences at once. */
    int parallel();

    /** Tokens that a sequence may hold which wants {@code wanted}. */
    int context(Model model, long wanted);
  }

  /** A batch that prints its answers to {@code out}, unless they go to a file. */
  public Batch(Job job, Engine engine, PrintWriter out, PrintWriter err, Progress progress) {
    this.job = job;
    this.engine = engine;
    this.out = out;
    this.err = err;
    this.progress = progress;
  }

  /** Does it; returns how many prompts got an error for an answer. */
  public long run() {
    long total = job.input().equals("-") ? -1 : count();
    refuseNone(total);
    try (Answers answers = answers();
        InputStream in = Source.open(job.input())) {
      Prompts prompts = new Prompts(source(in), job.defaults());
      long done = passOver(prompts, answers);
      if (done == total) {
        err.println("rhapsode: all " + total + " prompts are answered already");
        return 0;
      }
      try (Model model = engine.open();
          Scheduler scheduler = engine.scheduler(model)) {
        Run run = new Run(prompts, answers, model, scheduler, total, done);
        run.all();
        return run.failures;
      }
    } catch (IOException e) {
      throw new RhapsodeException(job.input() + " can't be read: " + e.getMessage(), e);
    }
  }

  private Source source(InputStream in) {
    return job.format().source(in, job.marker(), job.defaults().template());
  }

  private long count() {
    try (InputStream in = Source.open(job.input())) {
      Source source = source(in);
      long count = 0;
      while (source.next() != null) {
        count++;
      }
      return count;
    } catch (IOException e) {
      throw new RhapsodeException(job.input() + " can't be read: " + e.getMessage(), e);
    }
  }

  private void refuseNone(long prompts) {
    if (prompts == 0) {
      throw new RhapsodeException(
          (job.input().equals("-") ? "standard input" : job.input())
              + " holds no prompts; every line that is not blank is one");
    }
  }

  private Answers answers() throws IOException {
    if (job.output() == null) {
      return new PrintedAnswers(out);
    }
    boolean same =
        !job.input().equals("-")
            && Files.exists(job.output())
            && Files.isSameFile(Path.of(job.input()), job.output());
    if (same) {
      throw new RhapsodeException(
          job.output() + " holds the prompts; name another file for the answers");
    }
    return new AnswerFile(job.output(), job.existing());
  }

  /** Passes over what is done already, which must be answers to these prompts. */
  private long passOver(Prompts prompts, Answers answers) {
    long done = 0;
    for (JsonNode id : answers.earlier()) {
      Prompts.Entry entry = prompts.next();
      done++;
      if (entry == null || !entry.id().equals(id)) {
        throw new RhapsodeException(
            "line %d of %s answers %s, and prompt %d of %s is %s; give the prompts it was made of"
                .formatted(
                    done,
                    job.output(),
                    id,
                    done,
                    job.input(),
                    entry == null ? "not there" : entry.id().toString()));
      }
    }
    while (done < job.skip() && prompts.next() != null) {
      done++;
    }
    return done;
  }

  /** The part that computes. */
  private final class Run {
    private final Prompts prompts;
    private final Answers answers;
    private final Model model;
    private final Scheduler scheduler;
    private final long startNanos = System.nanoTime();
    private final TreeMap<Long, ObjectNode> waiting = new TreeMap<>();
    private final long first;
    private long written;
    private long failures;
    private long promptTokens;
    private long generatedTokens;

    Run(
        Prompts prompts,
        Answers answers,
        Model model,
        Scheduler scheduler,
        long total,
        long first) {
      this.prompts = prompts;
      this.answers = answers;
      this.model = model;
      this.scheduler = scheduler;
      this.first = first;
      written = first;
      progress.begin(total, first);
    }

    void all() {
      try {
        boolean more = true;
        while (more || scheduler.unfinished() > 0) {
          more = more && fill();
          scheduler.step();
          progress.show(written, scheduler.computedTokens());
        }
      } catch (RuntimeException ending) {
        progress.clear();
        err.println(
            "rhapsode: %d answers are complete; %s".formatted(written, answers.howToGoOn(written)));
        throw ending;
      }
      progress.clear();
      refuseNone(written);
      err.println(summary());
    }

    /** Submits prompts while there is room; false where there are no more. */
    private boolean fill() {
      while (scheduler.unfinished() <= engine.parallel()
          && waiting.size() < WAITING * engine.parallel()) {
        Prompts.Entry entry = prompts.next();
        if (entry == null) {
          return false;
        }
        submit(entry);
      }
      return true;
    }

    private void submit(Prompts.Entry entry) {
      if (entry.fault() != null) {
        fail(entry, entry.fault());
        return;
      }
      Request request = entry.request();
      try {
        int[] tokens = request.tokens(model);
        Generation.Limits limits = Generation.Limits.of(request.sampling());
        long wanted = tokens.length + (long) Math.max(limits.maxTokens(), 1024);
        scheduler.submit(
            new Scheduler.Request(
                tokens,
                engine.sampler(model, request.sampling()),
                limits,
                engine.context(model, wanted),
                listener(entry)));
      } catch (RhapsodeException refused) {
        fail(entry, refused.getMessage());
      }
    }

    private Scheduler.Listener listener(Prompts.Entry entry) {
      return new Scheduler.Listener() {
        @Override
        public void ended(Generation made) {
          promptTokens += made.promptTokens();
          generatedTokens += made.ids().size();
          String name = model.path().getFileName().toString();
          put(entry, entry.dialect().answer(entry.request(), entry.line(), made, name));
        }

        @Override
        public void failed(RhapsodeException why) {
          fail(entry, why.getMessage());
        }
      };
    }

    private void fail(Prompts.Entry entry, String why) {
      progress.clear();
      err.println("rhapsode: line %d: %s".formatted(entry.line(), why));
      failures++;
      put(entry, entry.failure(why));
    }

    private void put(Prompts.Entry entry, ObjectNode answer) {
      waiting.put(entry.index(), answer);
      while (!waiting.isEmpty() && waiting.firstKey() == written) {
        answers.write(waiting.firstEntry().getValue());
        waiting.pollFirstEntry();
        written++;
      }
    }

    private String summary() {
      double seconds = (System.nanoTime() - startNanos) / 1e9;
      return String.format(
          Locale.ROOT,
          "[%d prompts%s; prompts %d tokens, %d of them shared; generated %d tokens, %.1f tokens/s;"
              + " %.1f s]",
          written - first,
          failures == 0 ? "" : ", " + failures + " with errors",
          promptTokens,
          scheduler.sharedTokens(),
          generatedTokens,
          generatedTokens / seconds,
          seconds);
    }
  }
}
