package rhapsode.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import rhapsode.testing.Fixture;

class StretchFlagsTest {
  private static final String LLAMA = Fixture.of("llama-gqa").model().toString();
  private static final String GEMMA = Fixture.of("gemma3").model().toString();

  @Test
  void everyMethodHasALine() {
    CommandLineRunner run = CommandLineRunner.run("stretch", "--list");
    assertEquals(ExitCode.OK, run.code(), run.err());
    assertTrue(
        run.out().lines().anyMatch(line -> line.startsWith("  yarn:factor=2,original=original")),
        run.out());
    assertTrue(run.out().contains("arXiv 2309.00071"), run.out());
    assertTrue(run.out().contains("yarn-4x"), run.out());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "yarm:2 | did you mean 'yarn'",
        "yarn:facto=2 | did you mean 'factor'",
        "yarn:factor=x | is a number",
        "yarn:factor=0 | above 0",
        "linear:factor=2,factor=3 | each key once",
        "linear:2@windowed | no such layers",
        "linear:2@blue | knows no layers",
        "longrope:factor=2 | needs long=",
      })
  void aMethodThatMakesNoSenseIsRefusedWithTheReason(String method, String reason) {
    CommandLineRunner run =
        CommandLineRunner.run("score", "-m", LLAMA, "--rotation", method, "a text");
    assertEquals(ExitCode.USER_ERROR, run.code(), run.out());
    assertTrue(run.err().contains(reason), run.err());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--sight | windo:4 | did you mean 'window'",
        "--sight | window:size=0 | must be 1 or more",
        "--sight | fixed:stride=4,columns=5 | more columns than a block",
        "--distance | rerope:window=1.5 | a whole number",
        "--distance | dual-chunk:chunk=8,local=8 | local below chunk",
        "--retention | h3o | there are all, ring, sinks",
        "--retention | ring:size=4@even | same in all layers",
      })
  void theOtherAxesRefuseLikewise(String option, String method, String reason) {
    CommandLineRunner run = CommandLineRunner.run("score", "-m", LLAMA, option, method, "a text");
    assertEquals(ExitCode.USER_ERROR, run.code(), run.out());
    assertTrue(run.err().contains(reason), run.err());
  }

  @Test
  void textsLongerThanTheCacheAreScored() {
    String text = "a long text about nothing ".repeat(20);
    CommandLineRunner run =
        CommandLineRunner.run(
            "score", "-m", LLAMA, "-b", "16", "--retention", "sinks:count=2,recent=30", text);
    assertEquals(ExitCode.OK, run.code(), run.err());
    assertTrue(run.out().lines().count() > 100, run.out());
  }

  @Test
  void anUnknownPresetIsRefused() {
    CommandLineRunner run =
        CommandLineRunner.run("score", "-m", LLAMA, "--stretch", "yarn-5x", "a");
    assertEquals(ExitCode.USER_ERROR, run.code(), run.out());
    assertTrue(run.err().contains("did you mean 'yarn-"), run.err());
  }

  @Test
  void aMethodWithoutEffectIsSaidToHaveNone() {
    CommandLineRunner run =
        CommandLineRunner.run("score", "-m", LLAMA, "-c", "64", "--rotation", "dynamic-ntk", "a");
    assertEquals(ExitCode.OK, run.code(), run.err());
    assertTrue(run.err().contains("changes nothing in a context of 64 tokens"), run.err());
  }

  @Test
  void infoShowsWhichLayersTookWhichScale() {
    CommandLineRunner run =
        CommandLineRunner.run("info", GEMMA, "--rotation", "yarn:factor=4@full");
    assertEquals(ExitCode.OK, run.code(), run.err());
    assertTrue(run.out().matches("(?s).*scaling +yarn.*scaling +none.*"), run.out());
  }
}
