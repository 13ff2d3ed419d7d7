package rhapsode.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xml.sax.InputSource;
import rhapsode.testing.Fixture;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class StretchCommandTest {
  private static final String MODEL = Fixture.of("llama-gqa").model().toString();
  private static final String TEXT =
      "She had been forced into prudence in her youth. She learned romance as she grew older. ";

  @TempDir Path folder;

  private List<String> arguments(String... more) throws IOException {
    Path text = folder.resolve("text.txt");
    if (!Files.exists(text)) {
      Files.writeString(text, TEXT.repeat(30));
    }
    List<String> all =
        new ArrayList<>(
            List.of("stretch", MODEL, "-f", text.toString(), "--cells", folder + "/cells"));
    all.addAll(List.of(more));
    return all;
  }

  private static CommandLineRunner ok(List<String> arguments) {
    CommandLineRunner run = CommandLineRunner.run(arguments.toArray(String[]::new));
    assertEquals(ExitCode.OK, run.code(), run.err());
    return run;
  }

  /** 512 is the trained length, the control, which comes by itself. */
  @Test
  void aSweepIsPlannedMeasuredKeptAndReported() throws Exception {
    Path page = folder.resolve("out.html");
    List<String> arguments =
        arguments(
            "--lengths",
            "32,1k",
            "--targets",
            "8",
            "--blocks",
            "3",
            "--measure",
            "perplexity,speed,memory",
            "--report",
            page.toString());
    CommandLineRunner first = ok(arguments);
    assertTrue(first.err().startsWith("27 cells: 3 methods at 3 lengths up to 1,024"), first.err());
    assertTrue(first.err().contains("27 of 27, yarn:factor=2 at 1024"), first.err());
    assertTrue(first.out().contains("perplexity of the same 24 tokens"), first.out());
    assertTrue(first.out().contains("than keeping the last 512"), first.out());
    assertTrue(first.out().contains("1,024 tokens, beyond the trained 512: "), first.out());
    CommandLineRunner second = ok(arguments);
    assertEquals(first.out(), second.out());
    assertTrue(second.err().contains("27 are measured already"), second.err());
    CommandLineRunner larger = ok(arguments("--again", page.toString(), "--blocks", "4"));
    assertTrue(larger.err().contains("36 cells"), larger.err());
    assertFalse(larger.err().contains("36 are measured"), larger.err());
  }

  @Test
  void programsGetEveryFigure() throws Exception {
    List<String> small = arguments("--lengths", "32,64", "--measure", "perplexity", "--json");
    JsonNode json = JsonMapper.shared().readTree(ok(small).out());
    assertEquals(2, json.get("readings").size());
    assertEquals(16, json.get("readings").get(0).get("losses").size());
    assertEquals(512, json.get("made").get("trained_context").asInt());
    small.set(small.size() - 1, "--csv");
    List<String> lines = ok(small).out().lines().toList();
    assertEquals(3, lines.size());
    assertTrue(lines.getFirst().startsWith("method,length,n,beyond_trained,perplexity,mean_loss"));
    small.set(small.size() - 1, "--markdown");
    assertTrue(ok(small).out().startsWith("| method | tokens | n |"));
    small.set(small.size() - 1, "--plan");
    assertEquals("", ok(small).out());
  }

  @Test
  void thePageNeedsNothingButItselfAndEveryChartHasItsTable() throws Exception {
    Path page = folder.resolve("out.html");
    ok(arguments("--lengths", "512,1k", "--tasks", "needles,passkey", "--report", page.toString()));
    String html = Files.readString(page);
    assertFalse(Pattern.compile("(src|href)=|url\\(|https?://|@import").matcher(html).find());
    String[] figures = html.split("<figure ", -1);
    assertTrue(figures.length > 4, figures.length + " figures");
    for (int i = 1; i < figures.length; i++) {
      String figure = figures[i].substring(0, figures[i].indexOf("</figure>"));
      assertTrue(figure.contains("<table>"), figure);
      String svg = figure.substring(figure.indexOf("<svg"), figure.indexOf("</svg>") + 6);
      DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new InputSource(new StringReader(svg)));
      assertTrue(Pattern.compile("<(circle|rect) ").matcher(svg).find(), svg);
      assertFalse(svg.contains("NaN") || svg.contains("Infinity"), svg);
    }
    CommandLineRunner same =
        CommandLineRunner.run("stretch", "--diff", page.toString(), page.toString());
    assertEquals(ExitCode.OK, same.code(), same.err());
    assertEquals(6, same.out().lines().filter(line -> line.endsWith("tied")).count(), same.out());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "--lengths 2             | 2 | --lengths has a length of less than 4 tokens",
        "--lengths long          | 2 | is no number of tokens",
        "--measure speed,taste   | 2 | there is no measure",
        "--tasks cwe             | 2 | there is no recall task",
        "--blocks 0              | 2 | --blocks is 0; it must be 1 or more",
        "--depths 10,120         | 2 | each must be between 0 and 100",
        "--check 64 --lengths 9  | 2 | --check reads one length as the file is",
        "--advise               | 2 | --advise needs --to, and --to and --write need --advise",
        "--write x              | 2 | --advise needs --to, and --to and --write need --advise",
        "--advise --to 2k --lengths 9 | 2 | --advise chooses lengths and methods itself",
        "--rotation linear:8..2 | 1 | the range 8..2 must rise",
        "--rotation yarm:2      | 1 | did you mean 'yarn'",
        "--stretch yarn-5x      | 1 | knows no preset 'yarn-5x'",
        "--diff a b --report c   | 2 | --diff compares two reports and measures nothing",
        "--lengths 9k            | 1 | which leaves room for 0 blocks",
        "--lengths 16 --targets 16 | 1 | 16 targets of a block leave nothing before them",
        "--again no/such.html    | 1 | no/such.html can't be read; give a report",
      })
  void whatIsWrongIsASentence(String line, int code, String sentence) throws IOException {
    List<String> arguments = arguments(line.split(" "));
    if (line.startsWith("--diff")) {
      arguments.remove(1);
    }
    CommandLineRunner run = CommandLineRunner.run(arguments.toArray(String[]::new));
    assertEquals(code, run.code(), run.err());
    assertTrue(run.err().contains(sentence), run.err());
    assertEquals("", run.out());
  }

  @Test
  void adviceEndsInCommandLines() throws IOException {
    Path copy = folder.resolve("longer.gguf");
    CommandLineRunner needless =
        ok(arguments("--advise", "--to", "256", "--write", copy.toString()));
    assertTrue(needless.out().contains("so it takes no method"), needless.out());
    assertTrue(needless.out().contains("-c 256" + System.lineSeparator()), needless.out());
    assertTrue(Files.exists(copy));
    CommandLineRunner run =
        ok(arguments("--advise", "--to", "1k", "--targets", "32", "--blocks", "2"));
    assertTrue(run.out().contains("advice: "), run.out());
    assertTrue(run.out().contains("rhapsode run -m " + MODEL + " -c "), run.out());
    assertTrue(run.err().contains("24 cells: 6 methods at 2 lengths"), run.err());
  }

  @Test
  void methodsAreSweptAndAReportIsExtended() throws Exception {
    Path picture = folder.resolve("out.svg");
    Path page = folder.resolve("out.html");
    CommandLineRunner first =
        ok(
            arguments(
                "--lengths",
                "64,1k",
                "--rotation",
                "linear:2..4",
                "--stretch",
                "yarn-2x",
                "--measure",
                "perplexity",
                "--report",
                page.toString(),
                "--picture",
                picture.toString()));
    String svg = Files.readString(picture);
    DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)));
    assertTrue(svg.contains(">keep the last 512</text>"), svg);
    assertTrue(first.err().startsWith("12 cells: 4 methods at 3 lengths"), first.err());
    assertTrue(first.out().contains("preset yarn-2x"), first.out());
    CommandLineRunner more =
        ok(arguments("--again", page.toString(), "--rotation", "ntk:2", "--lengths", "128"));
    assertTrue(more.err().startsWith("20 cells: 5 methods at 4 lengths"), more.err());
    assertTrue(more.err().contains("; 12 are measured already"), more.err());
  }

  @Test
  void everyCombinationOfAxesIsSwept() throws Exception {
    Path page = folder.resolve("out.html");
    CommandLineRunner run =
        ok(
            arguments(
                "--lengths",
                "64,600",
                "--targets",
                "8",
                "--tasks",
                "needles",
                "--measure",
                "perplexity",
                "--rotation",
                "none,ntk:2",
                "--sight",
                "none,window:size=32,strided:stride=16",
                "--stretch",
                "streaming-llm",
                "--report",
                page.toString()));
    assertTrue(run.err().startsWith("21 cells: 7 methods at 3 lengths"), run.err());
    assertTrue(run.out().contains("ntk:2 + sight window:size=32"), run.out());
    assertTrue(run.out().contains("preset streaming-llm"), run.out());
    assertTrue(Files.readString(page).contains(">Sight: sight strided:stride=16, ntk:2 + sight"));
  }

  @Test
  void whetherCutsChangeALogitIsSaidOfEveryMethod() throws IOException {
    CommandLineRunner run =
        ok(
            arguments(
                "--lengths",
                "64,600",
                "--targets",
                "8",
                "--measure",
                "exactness",
                "--rotation",
                "dynamic-ntk,dynamic-ntk:keys=stale"));
    assertTrue(
        run.out().contains("dynamic-ntk at 600 tokens, at once and in parts: identical bits"),
        run.out());
    assertTrue(
        run.out()
            .contains(
                "dynamic-ntk:keys=stale at 600 tokens, at once and in parts: logits differ by"),
        run.out());
  }

  @Test
  void aBuildFailsWhereTheLongMemoryIsLost() throws IOException {
    CommandLineRunner held = ok(arguments("--check", "256", "--within", "9"));
    assertTrue(held.out().contains("256 tokens predict"), held.out());
    assertTrue(held.out().endsWith("within 9.0" + System.lineSeparator()), held.out());
    CommandLineRunner lost =
        CommandLineRunner.run(arguments("--check", "256", "--within", "-9").toArray(String[]::new));
    assertEquals(ExitCode.USER_ERROR, lost.code());
    assertTrue(lost.out().contains("; not within -9.0"), lost.out());
  }

  @Test
  void aPageThatIsNoReportIsRefused() throws IOException {
    Path other = Files.writeString(folder.resolve("other.html"), "<html></html>");
    CommandLineRunner run =
        CommandLineRunner.run("stretch", "--diff", other.toString(), other.toString());
    assertEquals(ExitCode.USER_ERROR, run.code());
    assertTrue(run.err().contains("is no report of 'rhapsode stretch'"), run.err());
  }

  @Test
  void plotsShareAScaleWithinARow() {
    assertEquals("▁▅█", StretchReport.plot(List.of(1.0, 10.0, 100.0)));
    assertEquals("▁▁", StretchReport.plot(List.of(5.0, 5.0)));
    assertEquals("▁ █", StretchReport.plot(Stream.of(1.0, Double.NaN, 2.0).toList()));
  }
}
