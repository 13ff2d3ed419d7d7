package rhapsode.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import rhapsode.testing.Fixture;

/** A report in a real browser without a screen; skipped where there is none. */
class StretchPageTest {
  private static final List<String> BROWSERS =
      List.of("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome");
  private static final String TEXT = "She had been forced into prudence in her youth. ".repeat(40);

  @TempDir static Path folder;
  private static Path page;

  @BeforeAll
  static void write() throws IOException {
    page = folder.resolve("out.html");
    Path text = Files.writeString(folder.resolve("text.txt"), TEXT);
    CommandLineRunner run =
        CommandLineRunner.run(
            "stretch",
            Fixture.of("llama-gqa").model().toString(),
            "-f",
            text.toString(),
            "--cells",
            folder + "/cells",
            "--lengths",
            "256,512",
            "--report",
            page.toString());
    assertEquals(ExitCode.OK, run.code(), run.err());
  }

  private static Path browser() {
    List<Path> folders = Stream.of(System.getenv("PATH").split(":")).map(Path::of).toList();
    return BROWSERS.stream()
        .flatMap(name -> folders.stream().map(in -> in.resolve(name)))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseGet(() -> abort("no browser on PATH of " + BROWSERS));
  }

  private static String browse(String... options) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                browser().toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-component-update",
                "--hide-scrollbars",
                "--user-data-dir=" + folder.resolve("profile")));
    command.addAll(List.of(options));
    command.add(page.toUri().toString());
    Path out = Files.createTempFile(folder, "browser", ".txt");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the browser takes more than a minute");
    return Files.readString(out);
  }

  @ParameterizedTest(name = "{0}, {1} pixels")
  @CsvSource({"light, 900", "dark, 900", "light, 390"})
  void chartsAreDrawnOnTheSchemesPaper(String scheme, int width) throws Exception {
    Path picture = folder.resolve(scheme + width + ".png");
    browse(
        "--window-size=" + width + ",2400",
        "--screenshot=" + picture,
        "--blink-settings=preferredColorScheme=" + (scheme.equals("dark") ? 0 : 1));
    BufferedImage image = ImageIO.read(picture.toFile());
    int paper = image.getRGB(2, 2) & 0xff;
    assertTrue(scheme.equals("dark") ? paper < 0x40 : paper > 0xc0, "paper " + paper);
    assertEquals(width, image.getWidth());
    // The colours of the first method and of heat maps, which charts alone have.
    assertTrue(count(image, scheme.equals("dark") ? 0xaeb6bf : 0x4d5560) > 50);
    assertTrue(ink(image, width - 1) == 0, "nothing runs over the right edge");
  }

  private static long count(BufferedImage image, int colour) {
    return Stream.iterate(0, y -> y + 1)
        .limit(image.getHeight())
        .mapToLong(
            y ->
                Stream.iterate(0, x -> x + 1)
                    .limit(image.getWidth())
                    .filter(x -> (image.getRGB(x, y) & 0xffffff) == colour)
                    .count())
        .sum();
  }

  /** Pixels of a column that are not paper. */
  private static long ink(BufferedImage image, int column) {
    int paper = image.getRGB(2, 2);
    return Stream.iterate(0, y -> y + 1)
        .limit(image.getHeight())
        .filter(y -> image.getRGB(column, y) != paper)
        .count();
  }

  @Test
  void nothingIsFetched() throws Exception {
    Path log = folder.resolve("net.json");
    String dom = browse("--log-net-log=" + log, "--dump-dom");
    assertTrue(dom.split("<figure ").length > 3, dom);
    String requests = Files.readString(log);
    assertTrue(requests.contains("constants"), "the browser wrote its log");
    assertFalse(requests.contains("\"url\":\"http"), requests);
  }
}
