package rhapsode.lab.stretch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rhapsode.RhapsodeException;
import rhapsode.lab.ScoredToken;
import rhapsode.lab.Scoring;
import rhapsode.lab.recall.RecallTask;
import rhapsode.run.Model;
import rhapsode.run.Session;
import rhapsode.testing.Fixture;

class SweepTest {
  private static final int[] TEXT = new Random(5).ints(400, 3, 400).toArray();
  private static Model model;

  @TempDir Path folder;

  @BeforeAll
  static void open() {
    model = Model.open(Fixture.of("llama-gqa").model(), 1);
  }

  @AfterAll
  static void close() {
    model.close();
  }

  private static SweepSettings settings(int blocks, Measure... measures) {
    return new SweepSettings(
        List.of(Method.NONE),
        List.of(32, 64, 128),
        EnumSet.copyOf(List.of(measures)),
        blocks,
        16,
        List.of(RecallTask.values()),
        List.of(0.2, 0.8),
        1,
        1);
  }

  private Sweep sweep(SweepSettings settings) {
    return new Sweep(
        model, TEXT, settings, Session.Options.of(128), new CellStore(folder), "a build");
  }

  /** The same windows by the plain scorer. */
  @Test
  void everyLengthScoresTheSameTargetsAfterAsManyTokensAsItSays() {
    Sweep sweep = sweep(settings(3, Measure.PERPLEXITY));
    Results results = sweep.run((_, _, _) -> {});
    assertEquals(List.of(400, 300, 250), sweep.targets().ends());
    for (int length : new int[] {32, 64, 128}) {
      List<Double> expected = new ArrayList<>();
      for (int end : sweep.targets().ends()) {
        int[] window = Arrays.copyOfRange(TEXT, end - length, end);
        window[0] = model.tokenizer().prefix() >= 0 ? model.tokenizer().prefix() : window[0];
        try (Session session = model.session(Session.Options.of(length))) {
          Scoring.tokens(session, window, 0, token -> add(expected, token, length - 16));
        }
      }
      double[] losses = results.losses("none", length);
      assertArrayEquals(
          expected.stream().mapToDouble(Double::doubleValue).toArray(), losses, 0, "" + length);
      assertEquals(48, losses.length);
    }
    assertTrue(results.probes("none", 128).length > 0);
  }

  private static void add(List<Double> losses, ScoredToken token, int from) {
    if (token.position() >= from) {
      losses.add(-token.logprob());
    }
  }

  @Test
  void anInterruptedSweepGoesOnAndALargerOneComputesWhatIsNew() {
    RuntimeException stop = new RuntimeException("interrupted");
    List<Cell> first = new ArrayList<>();
    assertThrows(
        RuntimeException.class,
        () ->
            sweep(settings(2, Measure.PERPLEXITY))
                .run(
                    (cell, _, _) -> {
                      first.add(cell);
                      if (first.size() == 4) {
                        throw stop;
                      }
                    }));
    List<Cell> computed = new ArrayList<>();
    Sweep again = sweep(settings(2, Measure.PERPLEXITY));
    assertEquals(2, again.missing().size());
    Results results =
        again.run(
            (cell, kept, _) -> {
              if (!kept) {
                computed.add(cell);
              }
            });
    assertEquals(again.cells().subList(4, 6), computed);
    assertEquals(0, again.missing().size());
    assertEquals(6, results.readings().size());
    Sweep otherBuild =
        new Sweep(
            model,
            TEXT,
            settings(2, Measure.PERPLEXITY),
            Session.Options.of(128),
            new CellStore(folder),
            "another build");
    assertEquals(6, otherBuild.missing().size());
  }

  @Test
  void aDamagedCellIsMeasuredAgain() throws Exception {
    Sweep sweep = sweep(settings(1, Measure.SPEED));
    double[] whole = sweep.run((_, _, _) -> {}).losses("none", 64);
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.writeString(file, "rhapsode cell 1\nlosses 1 2 x\n");
      }
    }
    assertEquals(3, sweep.missing().size());
    assertArrayEquals(whole, sweep.run((_, _, _) -> {}).losses("none", 64));
  }

  @Test
  void recallAsksEveryTaskAndIsKept() {
    SweepSettings wide =
        new SweepSettings(
            List.of(Method.NONE),
            List.of(1024),
            EnumSet.of(Measure.RECALL),
            1,
            16,
            List.of(RecallTask.values()),
            List.of(0.2, 0.8),
            2,
            1);
    int[] text = new Random(5).ints(1100, 3, 400).toArray();
    Session.Options usual = Session.Options.of(1024);
    Results first =
        new Sweep(model, text, wide, usual, new CellStore(folder), "b").run((_, _, _) -> {});
    Results second =
        new Sweep(model, text, wide, usual, new CellStore(folder), "b").run((_, _, _) -> {});
    assertEquals(first.recalls(), second.recalls());
    assertEquals(4, first.recalled("none", 1024, RecallTask.PASSKEY).size());
    assertEquals(4, first.recalled("none", 1024, RecallTask.NEEDLES).size());
    assertEquals(8, first.recalled("none", 1024, RecallTask.TRACKING).size());
  }

  @Test
  void aTextThatIsTooShortIsRefusedWithTheFigures() {
    SweepSettings settings = settings(30, Measure.PERPLEXITY);
    assertTrue(
        assertThrows(RhapsodeException.class, () -> sweep(settings))
            .getMessage()
            .startsWith("the text has 400 tokens, which leaves room for"));
  }
}
