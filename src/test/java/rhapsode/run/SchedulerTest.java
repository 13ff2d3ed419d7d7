package rhapsode.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import rhapsode.RhapsodeException;
import rhapsode.sample.Penalties;
import rhapsode.sample.Sampler;
import rhapsode.sample.SamplingOptions;
import rhapsode.sample.Temperature;
import rhapsode.testing.Fixture;

/** What many sequences at once give, against what each gives alone. */
class SchedulerTest {
  private static final int CONTEXT = 512;
  private static final int SEQUENCES = 24;

  /** A prompt, and how long its answer may be. */
  private record Job(int[] prompt, int maxTokens) {
    Sampler sampler() {
      return new Sampler(
          SamplingOptions.STANDARD
              .with(Temperature.VALUE, 0.9)
              .with(Penalties.REPEAT, 1.1)
              .with(SamplingOptions.SEED, (long) prompt.length));
    }

    Generation.Limits limits() {
      return new Generation.Limits(maxTokens, List.of(), false);
    }
  }

  /** Keeps what came of a sequence. */
  private static final class Kept implements Scheduler.Listener {
    private final StringBuilder streamed = new StringBuilder();
    private Generation made;
    private RhapsodeException failure;
    private boolean interrupted;

    @Override
    public void text(String piece) {
      streamed.append(piece);
    }

    @Override
    public boolean interrupted() {
      return interrupted;
    }

    @Override
    public void ended(Generation made) {
      this.made = made;
    }

    @Override
    public void failed(RhapsodeException why) {
      failure = why;
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "llama-gqa",
        "llama-quant-Q4_K_M",
        "gemma3",
        "mistral-swa",
        "phi3-longrope",
        "bloom",
        "gpt2",
        "gpt-oss",
        "deepseek3"
      })
  void eachSequenceGetsWhatItGetsAlone(String name) {
    try (Model model = Model.open(Fixture.of(name).model(), 2)) {
      List<Job> jobs = jobs(model.vocabularySize());
      List<Generation> alone = alone(model, jobs);
      for (Scheduler.Options options :
          List.of(
              options(1, 64, 2048),
              options(5, 32, 2048),
              options(16, 512, 8192),
              options(7, 3, 608))) {
        assertSame(alone, together(model, jobs, options), name + ", " + options);
      }
    }
  }

  @Test
  void sequencesThatBeginAlikeAreComputedOnce() {
    try (Model model = Model.open(Fixture.of("llama-gqa").model(), 2)) {
      int[] beginning = new Random(3).ints(300, 0, 280).toArray();
      List<Job> jobs = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        int[] prompt = Arrays.copyOf(beginning, 303);
        prompt[300] = i;
        jobs.add(new Job(prompt, 5));
      }
      List<Generation> alone = alone(model, jobs);
      try (Scheduler scheduler = model.scheduler(options(4, 512, 2048))) {
        assertSame(alone, run(scheduler, jobs), "shared");
        assertEquals(9 * 300, scheduler.sharedTokens());
        assertTrue(scheduler.computedTokens() < 303 + 9 * 3 + 10 * 5);
      }
    }
  }

  @Test
  void aFullCacheEndsOneSequenceAloneWithASentence() {
    try (Model model = Model.open(Fixture.of("llama-gqa").model(), 2);
        Scheduler scheduler = model.scheduler(options(3, 64, 96))) {
      List<Kept> kept =
          submit(
              scheduler,
              List.of(
                  new Job(new int[] {1, 2, 3}, 10),
                  new Job(new int[200], 10),
                  new Job(new int[] {4, 5}, 10)));
      while (scheduler.step()) {}
      assertTrue(kept.get(0).made != null && kept.get(2).made != null);
      assertTrue(kept.get(1).failure.getMessage().contains("the cache of 96 tokens is full"));
    }
  }

  @Test
  void anInterruptedSequenceEndsAndTheOthersGoOn() {
    try (Model model = Model.open(Fixture.of("llama-gqa").model(), 2);
        Scheduler scheduler = model.scheduler(options(3, 64, 1024))) {
      Job job = new Job(new int[] {1, 2, 3}, 40);
      List<Generation> alone = alone(model, List.of(job));
      List<Kept> kept = submit(scheduler, List.of(job, job));
      for (int i = 0; i < 5; i++) {
        scheduler.step();
      }
      kept.getFirst().interrupted = true;
      while (scheduler.step()) {}
      assertEquals(StopReason.INTERRUPTED, kept.getFirst().made.reason());
      assertEquals(
          alone.getFirst().ids().subList(0, kept.getFirst().made.ids().size()),
          kept.getFirst().made.ids());
      assertEquals(alone.getFirst().ids(), kept.getLast().made.ids());
    }
  }

  @Test
  void refusesWhatDoesNotFit() {
    try (Model model = Model.open(Fixture.of("llama-gqa").model(), 2);
        Scheduler scheduler = model.scheduler(options(3, 64, 1024))) {
      Job tooLong = new Job(new int[CONTEXT + 1], 1);
      assertThrows(ContextFullException.class, () -> submit(scheduler, List.of(tooLong)));
      assertThrows(
          RhapsodeException.class, () -> submit(scheduler, List.of(new Job(new int[0], 1))));
      assertThrows(
          RhapsodeException.class, () -> submit(scheduler, List.of(new Job(new int[] {-1}, 1))));
      assertEquals(0, scheduler.unfinished());
    }
    assertThrows(RhapsodeException.class, () -> options(0, 64, 1024));
    assertThrows(RhapsodeException.class, () -> options(1, 64, 3));
  }

  /** Prompts of 1 to 400 tokens, some of which begin alike, and answers up to the context's end. */
  private static List<Job> jobs(int vocabulary) {
    Random random = new Random(11);
    int ids = Math.min(280, vocabulary);
    int[] beginning = random.ints(150, 0, ids).toArray();
    List<Job> jobs = new ArrayList<>();
    for (int i = 0; i < SEQUENCES; i++) {
      int length = 1 + random.nextInt(i % 5 == 0 ? 400 : 60);
      int[] prompt = random.ints(length, 0, ids).toArray();
      if (i % 3 == 0) {
        System.arraycopy(beginning, 0, prompt, 0, Math.min(length, 20 + random.nextInt(130)));
      }
      jobs.add(new Job(prompt, i == 5 ? -1 : random.nextInt(40)));
    }
    return jobs;
  }

  private static Scheduler.Options options(int parallel, int batch, int rows) {
    return new Scheduler.Options(parallel, CONTEXT, batch, CacheType.F16, rows);
  }

  private static List<Generation> alone(Model model, List<Job> jobs) {
    List<Generation> all = new ArrayList<>();
    try (Session session = model.session(Session.Options.of(CONTEXT))) {
      for (Job job : jobs) {
        session.truncate(0);
        all.add(
            Generation.run(
                session,
                model.tokenizer(),
                job.sampler(),
                job.prompt(),
                job.limits(),
                _ -> {},
                () -> false));
      }
    }
    return all;
  }

  private static List<Generation> together(Model model, List<Job> jobs, Scheduler.Options options) {
    try (Scheduler scheduler = model.scheduler(options)) {
      return run(scheduler, jobs);
    }
  }

  private static List<Generation> run(Scheduler scheduler, List<Job> jobs) {
    List<Kept> kept = submit(scheduler, jobs);
    while (scheduler.step()) {}
    for (Kept each : kept) {
      assertEquals(each.made.text(), each.streamed.toString());
    }
    return kept.stream().map(each -> each.made).toList();
  }

  private static List<Kept> submit(Scheduler scheduler, List<Job> jobs) {
    List<Kept> kept = new ArrayList<>();
    for (Job job : jobs) {
      kept.add(new Kept());
      scheduler.submit(
          new Scheduler.Request(
              job.prompt(), job.sampler(), job.limits(), CONTEXT, kept.getLast()));
    }
    return kept;
  }

  private static void assertSame(List<Generation> alone, List<Generation> together, String how) {
    assertEquals(alone.size(), together.size(), how);
    for (int i = 0; i < alone.size(); i++) {
      assertEquals(alone.get(i).ids(), together.get(i).ids(), how + ", sequence " + i);
      assertEquals(alone.get(i).text(), together.get(i).text(), how + ", sequence " + i);
      assertEquals(alone.get(i).reason(), together.get(i).reason(), how + ", sequence " + i);
    }
  }
}
