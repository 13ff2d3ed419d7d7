package rhapsode.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import rhapsode.testing.Pseudoterminal;
import rhapsode.testing.ScriptedModel;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A person's chat, keys in and screen out. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there are no pseudo-terminals as here")
class ChatTerminalTest {
  private static final String CTRL_C = "\u0003";
  private static final String CTRL_D = "\u0004";
  private static final String UP = "\u001bOA";
  private static final String LEFT = "\u001bOD";

  @TempDir static Path folder;
  private static String polite;
  private static String endless;
  private static String wild;

  @BeforeAll
  static void write() {
    polite = ScriptedModel.write(folder.resolve("polite.gguf"), "Good", " morning", "!").toString();
    endless = ScriptedModel.writeEndless(folder.resolve("endless.gguf"), "on", " and ").toString();
    wild =
        ScriptedModel.write(
                folder.resolve("wild.gguf"),
                "<think>",
                "\nHm",
                "</think>",
                "\n\n\u001b[31mred\u001b]0;title\u0007",
                "\u009b2J\r",
                "中文 🙂 שלום",
                "\n" + "x".repeat(10_000) + " end")
            .toString();
  }

  @Test
  void everyCommand() throws IOException {
    Path editor = folder.resolve("editor.sh");
    Files.writeString(editor, "#!/bin/sh\nprintf '\\nedited' >> \"$1\"\n");
    assertTrue(editor.toFile().setExecutable(true));
    Path file = folder.resolve("every.json");
    try (Pseudoterminal chat = start(Map.of("EDITOR", editor.toString()), polite)) {
      chat.await("polite, a context of 256 tokens; /help lists commands, Ctrl-D leaves");
      chat.type("/help\r");
      chat.await("Ctrl-C stops an answer and clears the line; Ctrl-D leaves.");
      chat.awaitLast(">");
      assertTrue(chat.text().contains("> /help"), chat.text());
      chat.type("/system Be kind.\r/system\r");
      chat.awaitLast(">");
      chat.await("Be kind.");
      chat.type("Hi\r");
      chat.await("Good morning!");
      chat.await(" of 256 tokens · ");
      chat.type("/retry\r");
      chat.until(lines -> lines.stream().filter("Good morning!"::equals).count() == 2, "retry");
      chat.type("/edit\r");
      chat.await("edited");
      chat.until(lines -> lines.stream().filter("Good morning!"::equals).count() == 3, "edit");
      chat.type("/save " + file + "\r");
      chat.await("saved to ");
      JsonNode messages = JsonMapper.shared().readTree(file).get("messages");
      assertEquals(3, messages.size());
      assertEquals("Hi\nedited", messages.get(1).get("content").asString());
      assertEquals("Good morning!", messages.get(2).get("content").asString());
      chat.type("/undo\r");
      chat.await("taken back: Hi");
      chat.type("/tokens\r");
      chat.await("turns          0, of which 0 out of the model's sight");
      chat.type("/load " + file + "\r");
      chat.await("every.json: 1 turn");
      chat.type("/clear\r");
      chat.await("all turns are forgotten");
      chat.type("/set top-k 3\r");
      chat.await("top-k 3: ");
      chat.type("/model\r");
      chat.await("Scripted, /");
      chat.type("/hlep\r");
      chat.await("there is no command '/hlep'; did you mean '/help'?");
      chat.type("/exit\r");
      assertEquals(0, chat.exit());
    }
  }

  @Test
  void severalLines() throws IOException {
    Path file = folder.resolve("lines.json");
    try (Pseudoterminal chat = start(Map.of(), polite, "-c", "4096")) {
      chat.awaitLast(">");
      List<String> pasted =
          List.of("one \\", "two", "", "\tfour", "/help", "six!", "中文", "'8", "\"9\" $HOME", "ten");
      chat.paste(String.join("\n", pasted));
      chat.await("ten");
      assertFalse(chat.text().contains("Good morning!"), chat.text());
      assertFalse(chat.text().contains("show this"), chat.text());
      chat.type("\r");
      chat.await("Good morning!");
      // Typed: a backslash and Enter, or Alt-Enter, begin another line.
      chat.type("1\\\r2\u001b\r3\r");
      chat.until(lines -> lines.stream().filter("Good morning!"::equals).count() == 2, "answer");
      chat.type("/save " + file + "\r");
      chat.await("saved to");
      JsonNode messages = JsonMapper.shared().readTree(file).get("messages");
      assertEquals(String.join("\n", pasted), messages.get(0).get("content").asString());
      assertEquals("1\n2\n3", messages.get(2).get("content").asString());
      chat.type(CTRL_D);
      assertEquals(0, chat.exit());
    }
  }

  @Test
  void controlCStopsAnAnswerClearsALineAndLeavesTheSecondTime() {
    try (Pseudoterminal chat = start(Map.of(), endless, "-c", "200000")) {
      chat.awaitLast(">");
      chat.type("Hi\r");
      chat.await("on and on and on and");
      // What is typed meanwhile waits for the next line.
      chat.type("and then");
      chat.type(CTRL_C);
      chat.await("stopped");
      chat.awaitLast("> and then");
      assertFalse(chat.scrollback().contains("^C"), chat.scrollback());
      chat.type(CTRL_C);
      chat.await("Ctrl-C once more, or Ctrl-D, leaves");
      chat.awaitLast(">");
      chat.type("again\r");
      chat.until(
          lines -> lines.getLast().startsWith("on and on") || lines.getLast().contains(" and on"),
          "another answer");
      chat.type(CTRL_C);
      chat.awaitLast(">");
      chat.type(CTRL_C);
      chat.until(
          lines -> lines.stream().filter(l -> l.startsWith("Ctrl-C once more")).count() == 2,
          "second hint");
      chat.awaitLast(">");
      chat.type(CTRL_C);
      assertEquals(0, chat.exit());
    }
  }

  @Test
  void historyOutlivesTheProgramAndTabCompletes() {
    Map<String, String> home = Map.of("RHAPSODE_HOME", folder.resolve("home").toString());
    try (Pseudoterminal chat = start(home, polite)) {
      chat.awaitLast(">");
      chat.type("a first question\r");
      chat.await("Good morning!");
      chat.type(CTRL_D);
      assertEquals(0, chat.exit());
    }
    try (Pseudoterminal chat = start(home, polite)) {
      chat.awaitLast(">");
      chat.type(UP);
      chat.awaitLast("> a first question");
      chat.type("\u0015/tok\t");
      chat.awaitLast("> /tokens");
      chat.type("\u0015/set hide\t");
      chat.awaitLast("> /set hide-thinking");
      chat.type("true\r");
      chat.await("hide-thinking true: ");
      chat.type(CTRL_D);
      assertEquals(0, chat.exit());
    }
  }

  @Test
  void nothingAModelSaysSteersTheTerminal() {
    try (Pseudoterminal chat = start(Map.of(), wild)) {
      chat.awaitLast(">");
      chat.type("Hi\r");
      chat.await(" end");
      chat.awaitLast(">");
      String shown = chat.scrollback();
      assertTrue(shown.contains("\nHm\n^[[31mred^[]0;title^G<9B>2J中文 🙂 שלום\n"), shown);
      assertFalse(shown.contains("think>"), shown);
      assertTrue(shown.replace("\n", "").contains("x".repeat(10_000)), shown);
      assertFalse(chat.raw().contains("\u001b[31m"));
      assertFalse(chat.raw().contains("\u001b]0"));
      assertTrue(chat.raw().contains("\u001b[2mHm"), "thoughts are faint");
      chat.type("/set hide-thinking true\rHo\r");
      chat.until(lines -> lines.getLast().equals(">") && !lines.contains("Hm"), "hidden thoughts");
      chat.type(CTRL_D);
      assertEquals(0, chat.exit());
    }
  }

  @Test
  void coloursAreLeftOutWhereNobodyWantsThem() {
    try (Pseudoterminal chat = start(Map.of("NO_COLOR", "1"), wild)) {
      chat.awaitLast(">");
      chat.type("Hi\r");
      chat.await(" end");
      chat.awaitLast(">");
      assertFalse(chat.raw().contains("\u001b[1m") || chat.raw().contains("\u001b[2m"));
      chat.type(CTRL_D);
      assertEquals(0, chat.exit());
    }
    try (Pseudoterminal chat = start(Map.of("NO_COLOR", "1"), wild, "--color")) {
      chat.awaitLast(">");
      assertTrue(chat.raw().contains("\u001b[1m"));
      chat.type(CTRL_D);
      assertEquals(0, chat.exit());
    }
  }

  @Test
  void scriptsOfTheWorldAndLongLinesAreEdited() throws IOException {
    Path file = folder.resolve("world.json");
    // A token of many characters keeps ten thousand of them few tokens.
    String many = "長い".repeat(50);
    String model = ScriptedModel.write(folder.resolve("w.gguf"), "Good morning!", many).toString();
    try (Pseudoterminal chat = start(Map.of(), model)) {
      chat.awaitLast(">");
      chat.type("中文 🙂 שלום é");
      chat.awaitLast("> 中文 🙂 שלום é");
      chat.type(LEFT.repeat(7) + "\u007f!" + "\u0005.");
      chat.awaitLast("> 中文 ! שלום é.");
      chat.type("\r");
      chat.await("Good morning!長い");
      chat.awaitLast(">");
      String line = many.repeat(100);
      chat.paste(line);
      chat.until(lines -> lines.getLast().startsWith("い"), "the end of the line");
      chat.type("\r");
      chat.await("Good morning!長い");
      chat.awaitLast(">");
      chat.type("/save " + file + "\r");
      chat.await("saved to");
      JsonNode messages = JsonMapper.shared().readTree(file).get("messages");
      assertEquals("中文 ! שלום é.", messages.get(0).get("content").asString());
      assertEquals(line, messages.get(2).get("content").asString());
      chat.type(CTRL_D);
      assertEquals(0, chat.exit());
    }
  }

  @Test
  void anotherSizeOfTheTerminal() throws IOException {
    Path file = folder.resolve("size.json");
    try (Pseudoterminal chat = start(Map.of(), polite)) {
      chat.awaitLast(">");
      chat.type("word ".repeat(12));
      chat.await("word word word");
      chat.resize(40, 12);
      chat.type("end");
      // What terminals make of lines when their width changes differs; Ctrl-L draws them anew.
      chat.type("\u000c");
      chat.until(
          lines -> String.join("", lines).contains("> " + "word ".repeat(12) + "end"), "the line");
      assertTrue(chat.text().lines().allMatch(line -> line.length() <= 40), chat.text());
      chat.type("\r");
      chat.await("Good morning!");
      chat.resize(100, 30);
      chat.type("x".repeat(95));
      chat.await("> " + "x".repeat(95));
      chat.type("\r");
      chat.until(lines -> lines.stream().filter("Good morning!"::equals).count() == 2, "answer");
      chat.type("/save " + file + "\r");
      chat.await("saved to");
      JsonNode messages = JsonMapper.shared().readTree(file).get("messages");
      assertEquals("word ".repeat(12) + "end", messages.get(0).get("content").asString());
      assertEquals("x".repeat(95), messages.get(2).get("content").asString());
      chat.type(CTRL_D);
      assertEquals(0, chat.exit());
    }
  }

  @ParameterizedTest
  @CsvSource({"stop", "drop", "slide"})
  void aFullContext(String policy) {
    try (Pseudoterminal chat = start(Map.of(), endless, "-c", "64", "--context-full", policy)) {
      chat.awaitLast(">");
      chat.type("/set max-tokens 20\rone\r");
      chat.await("the answer was cut off after 20 tokens");
      chat.awaitLast(">");
      chat.type("two\r");
      chat.await("% full");
      chat.awaitLast(">");
      chat.type("three\r/set max-tokens 200\rfour\r");
      switch (policy) {
        case "stop" -> {
          chat.await("the answer was cut off: the context is full");
          chat.await("more than the context of 64 holds");
        }
        case "drop" -> {
          chat.await("out of the model's sight");
          chat.await("the answer was cut off: the context is full");
        }
        default -> chat.await("the answer was cut off after 200 tokens");
      }
      chat.awaitLast(">");
      chat.type(CTRL_D);
      assertEquals(0, chat.exit());
    }
  }

  @Test
  void pipedInAndOutThereAreAnswersAlone() throws Exception {
    Process process =
        new ProcessBuilder(Pseudoterminal.command("chat", "-m", polite))
            .redirectError(ProcessBuilder.Redirect.PIPE)
            .start();
    process
        .getOutputStream()
        .write("Hi\n/tokens\nWho are \\\nyou?".getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor());
    assertEquals("Good morning!\nGood morning!\n", out);
    assertTrue(err.contains("turns          1"), err);
  }

  private static Pseudoterminal start(Map<String, String> variables, String model, String... more) {
    Map<String, String> all = new HashMap<>(variables);
    all.putIfAbsent("RHAPSODE_HOME", folder.resolve("state").toString());
    String[] arguments =
        Stream.concat(Stream.of("chat", "-t", "1", "-m", model), Arrays.stream(more))
            .toArray(String[]::new);
    return Pseudoterminal.start(all, arguments);
  }
}
