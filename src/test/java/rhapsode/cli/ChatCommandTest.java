package rhapsode.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rhapsode.testing.ScriptedModel;

/** A chat over pipes: lines in, answers out, the rest on standard error. */
class ChatCommandTest {
  @TempDir static Path folder;
  private static String polite;
  private static String thinking;
  private static String earnest;

  @BeforeAll
  static void write() {
    polite = ScriptedModel.write(folder.resolve("polite.gguf"), "Good", " morning", "!").toString();
    thinking =
        ScriptedModel.write(
                folder.resolve("thinking.gguf"), "<think>", "Hm", "</think>", "Yes\u001b")
            .toString();
    earnest = ScriptedModel.writeChatting(folder.resolve("e.gguf"), "llama-gqa").toString();
  }

  @Test
  void linesAreTurnsAndOutputIsAnswersAlone() {
    CommandLineRunner run = chat(polite, "Hi\n\nHow \\\nare you?\n/exit\nnever asked\n");
    assertEquals(ExitCode.OK, run.code(), run.err());
    assertEquals("Good morning!\nGood morning!\n", run.out());
    assertEquals("", run.err());
  }

  @Test
  void thoughtsComeAsTheyAreUnlessHidden() {
    assertEquals("<think>Hm</think>Yes\u001b\n", chat(thinking, "Hi").out());
    assertEquals("Yes\u001b\n", chat(thinking, "Hi", "--hide-thinking").out());
    assertEquals("Yes\u001b\n", chat(thinking, "/set hide-thinking true\nHi").out());
  }

  @Test
  void slashCommandsSpeakOnStandardError() {
    CommandLineRunner run =
        chat(
            polite,
            """
            /system Be kind.
            /system
            //slash
            /undo
            /tokens
            /set temp 0.25
            /set top-k=7
            /set
            /model
            /help
            /clear
            /system -
            /system
            """);
    assertEquals(ExitCode.OK, run.code(), run.err());
    assertEquals("Good morning!\n", run.out());
    for (String words :
        List.of(
            "Be kind.\n",
            "taken back: /slash\n",
            "turns          0",
            "temp 0.25: Temperature",
            "top-k 7: ",
            "context-full         stop",
            "Scripted, ",
            "  /retry ",
            "all turns are forgotten\n",
            "there is no system message\n")) {
      assertTrue(run.err().contains(words), words + " in " + run.err());
    }
  }

  @Test
  void whatIsWrongIsSaidAndTheRestDone() {
    CommandLineRunner run =
        chat(
            polite,
            """
            /hepl
            /retry
            /undo
            /set tmp 3
            /set temp hot
            /set temp -1
            /set context-full wait
            /load
            /load no/where.json
            /save
            /save no/where.json
            /edit
            /model no.gguf
            Hi
            """);
    assertEquals(ExitCode.USER_ERROR, run.code());
    assertEquals("Good morning!\n", run.out());
    List<String> lines = run.err().lines().toList();
    List<String> expected =
        List.of(
            "no command '/hepl'; did you mean '/help'?",
            "there is no question to answer again",
            "there is nothing to take back",
            "there is no setting 'tmp'; did you mean 'temp'?",
            "temp is hot; it must be a number",
            "temp is -1;",
            "'wait' is nothing to do with a full context",
            "/load needs the name of a file",
            "there is no file no/where.json",
            "/save needs the name of a file",
            "no/where.json can't be written",
            "there is no terminal to edit in",
            "no.gguf");
    assertEquals(expected.size(), lines.size(), run.err());
    for (int i = 0; i < lines.size(); i++) {
      assertTrue(lines.get(i).startsWith("rhapsode: "), lines.get(i));
      assertTrue(lines.get(i).contains(expected.get(i)), lines.get(i));
    }
  }

  @Test
  void savedAndResumedItAnswersAsIfNeverLeft() throws IOException {
    Path straight = folder.resolve("straight.json");
    Path parted = folder.resolve("parted.json");
    String[] options = {"--seed", "5", "-n", "20", "--top-k", "0", "--min-p", "0"};
    assertEquals(0, chat(earnest, "one\ntwo\nthree\n/save " + straight, options).code());
    assertEquals(0, chat(earnest, "one\ntwo\n/save " + parted, options).code());
    // Model and settings are in the file.
    CommandLineRunner rest = run("three\n/save", "chat", "--resume", parted.toString());
    assertEquals(0, rest.code(), rest.err());
    assertEquals(Files.readString(straight), Files.readString(parted));
    assertTrue(rest.err().contains("parted.json: 2 turns"), rest.err());
  }

  @Test
  void theCacheIsSavedBesideAndABrokenOneIsOnlyMentioned() throws IOException {
    Path file = folder.resolve("cached.json");
    Path cache = folder.resolve("cached.json.kv");
    String[] options = {"--seed", "5", "-n", "20", "--save-cache"};
    assertEquals(0, chat(earnest, "one\n/save " + file, options).code());
    CommandLineRunner fromCache = run("two\n", "chat", "--resume", file.toString());
    assertFalse(fromCache.err().contains("read again"), fromCache.err());
    byte[] content = Files.readAllBytes(cache);
    content[content.length / 2] ^= 1;
    Files.write(cache, content);
    CommandLineRunner fromText = run("two\n", "chat", "--resume", file.toString());
    assertEquals(0, fromText.code());
    assertTrue(fromText.err().contains("is damaged"), fromText.err());
    assertTrue(fromText.err().contains("the conversation is read again"), fromText.err());
    assertEquals(fromText.out(), fromCache.out());
  }

  @Test
  void aBrokenConversationEndsTheCommandOrLeavesTheChatAsItWas() throws IOException {
    Path broken = Files.writeString(folder.resolve("broken.json"), "{\n \"messages\": [}");
    CommandLineRunner refused = run("Hi\n", "chat", "-m", polite, "--resume", broken.toString());
    assertEquals(ExitCode.USER_ERROR, refused.code());
    assertTrue(refused.err().contains("broken.json, line 2, column 15"), refused.err());
    CommandLineRunner kept = chat(polite, "Hi\n/load " + broken + "\n/tokens\n");
    assertTrue(kept.err().contains("broken.json, line 2, column 15"), kept.err());
    assertTrue(kept.err().contains("turns          1"), kept.err());
  }

  @Test
  void eachPolicyForAFullContext() {
    String questions = Stream.of("one", "two", "three", "four").reduce("", (a, b) -> a + b + "\n");
    CommandLineRunner stop = chat(polite, questions, "-c", "24");
    assertEquals(ExitCode.USER_ERROR, stop.code());
    assertTrue(stop.out().startsWith("Good morning!\n"), stop.out());
    assertTrue(stop.err().contains("% full"), stop.err());
    assertTrue(stop.err().contains("more than the context of 24 holds"), stop.err());
    assertTrue(
        stop.err().indexOf("% full") < stop.err().indexOf("more than the context"), stop.err());

    CommandLineRunner drop = chat(polite, questions, "-c", "24", "--context-full", "drop");
    assertEquals(ExitCode.OK, drop.code(), drop.err());
    assertEquals("Good morning!\n".repeat(4), drop.out());
    assertTrue(drop.err().contains("out of the model's sight"), drop.err());

    CommandLineRunner slide = chat(polite, questions, "-c", "24", "--context-full", "slide");
    assertEquals(ExitCode.OK, slide.code(), slide.err());
    assertEquals("Good morning!\n".repeat(4), slide.out());
  }

  @Test
  void anotherModelTakesTheConversationOver() {
    CommandLineRunner run =
        chat(polite, "Hi\n/model " + thinking + "\nHi\n/tokens\n/set context 64\nHi\n");
    assertEquals(ExitCode.OK, run.code(), run.err());
    assertEquals(
        "Good morning!\n<think>Hm</think>Yes\u001b\n<think>Hm</think>Yes\u001b\n", run.out());
    assertTrue(run.err().contains("turns          2"), run.err());
  }

  @Test
  void settingsOfEveryKindAreTakenByAnyOfTheirNames() {
    String[] options = {"--stop", "never", "--stop", " morning", "--seed", "3"};
    CommandLineRunner run =
        chat(
            polite,
            """
            Hi
            /set stop
            /set temperature 0.5
            /set n_predict=1
            /set ignore-eos off
            /set logit_bias 5+1
            /set threads 1
            /set cache-type f32
            /set stop zzz
            Hi
            """,
            options);
    assertEquals(ExitCode.OK, run.code(), run.err());
    assertEquals("Good\nGood\n", run.out());
    for (String words :
        List.of(
            "stop \"never\" \" morning\": ",
            "temp 0.5: ",
            "max-tokens 1: ",
            "ignore-eos off: ",
            "logit-bias 5+1: ",
            "threads 1: ",
            "cache-type f32: ",
            "stop \"zzz\": ",
            "cut off after 1 token\n")) {
      assertTrue(run.err().contains(words), words + " in " + run.err());
    }
  }

  @Test
  void inputThatIsNotUtf8IsRefused() {
    CommandLineRunner run =
        CommandLineRunner.runOn(
            new byte[] {'H', 'i', '\n', (byte) 0xff, '\n'}, "chat", "-m", polite);
    assertEquals(ExitCode.USER_ERROR, run.code());
    assertTrue(run.err().contains("not UTF-8"), run.err());
  }

  private static CommandLineRunner chat(String model, String input, String... options) {
    return run(
        input,
        Stream.concat(Stream.of("chat", "-m", model), Stream.of(options)).toArray(String[]::new));
  }

  private static CommandLineRunner run(String input, String... arguments) {
    return CommandLineRunner.runOn(input.getBytes(StandardCharsets.UTF_8), arguments);
  }
}
