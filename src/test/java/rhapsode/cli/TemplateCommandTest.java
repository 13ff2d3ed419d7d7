package rhapsode.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rhapsode.gguf.GgufFile;
import rhapsode.gguf.GgufWriter;
import rhapsode.gguf.Value;
import rhapsode.testing.Fixture;

class TemplateCommandTest {
  private static final String TURNS =
      "{{ bos_token }}{% for m in messages %}\n<{{ m.role }}>{{ m.content }}{% endfor %}\n";

  private static final String CONVERSATION =
      "{\"messages\": [{\"role\": \"user\", \"content\": \"é 🙂\"}], \"bos_token\": \"[\"}";

  @TempDir Path folder;

  @Test
  void rendersTheExactBytes() throws IOException {
    CommandLineRunner run = render(TURNS, CONVERSATION);
    assertEquals(ExitCode.OK, run.code(), run.err());
    // the line break at the end of a template is not part of it, and none is added
    assertEquals("[<user>é 🙂", run.out());
    assertEquals("", run.err());
  }

  @Test
  void readsTheValuesFromStandardInput() throws IOException {
    Path template = Files.writeString(folder.resolve("t.jinja"), TURNS);
    CommandLineRunner run =
        CommandLineRunner.runOn(
            CONVERSATION.getBytes(StandardCharsets.UTF_8),
            "template",
            template.toString(),
            "--context",
            "-");
    assertEquals("[<user>é 🙂", run.out(), run.err());
  }

  @Test
  void keepsNumbersAndTheOrderOfKeys() throws IOException {
    String values = "{\"a\": {\"z\": 1, \"b\": [2.50, 12345678901234567890, null, true]}}";
    assertEquals(
        "{'z': 1, 'b': [2.5, 12345678901234567890, None, True]}", render("{{ a }}", values).out());
  }

  @Test
  void aModelBringsItsTemplateAndTokens() throws IOException {
    Path model = folder.resolve("chat.gguf");
    try (GgufFile source = GgufFile.open(Fixture.of("llama-gqa").model())) {
      GgufWriter.copyOf(source)
          .put("tokenizer.chat_template", Value.text("{{ bos_token }}{{ x }}{{ eos_token }}"))
          .write(model);
    }
    assertEquals("<s>1</s>", renderFrom(model, "{\"x\": 1}").out());
    assertEquals("!1</s>", renderFrom(model, "{\"x\": 1, \"bos_token\": \"!\"}").out());
  }

  @Test
  void refusesWhatItCannotRender() throws IOException {
    assertRefused("ends where else or endfor should be", render("{% for x in y %}", "{}"));
    assertRefused(
        "failed at line 2: no roles", render("\n{{ raise_exception('no roles') }}", "{}"));
    assertRefused("is not JSON", render("x", "{\"messages\": "));
    assertRefused("does not hold a JSON object", render("x", "[1]"));
    assertRefused("has no chat template", renderFrom(Fixture.of("llama-gqa").model(), "{}"));
    assertRefused("no file", renderFrom(folder.resolve("no.jinja"), "{}"));
  }

  private CommandLineRunner render(String template, String values) throws IOException {
    return renderFrom(Files.writeString(folder.resolve("t.jinja"), template), values);
  }

  private CommandLineRunner renderFrom(Path source, String values) throws IOException {
    Path context = Files.writeString(folder.resolve("values.json"), values);
    return CommandLineRunner.run("template", source.toString(), "--context", context.toString());
  }

  private static void assertRefused(String words, CommandLineRunner run) {
    assertEquals(ExitCode.USER_ERROR, run.code(), run.err());
    assertEquals("", run.out());
    assertEquals(1, run.err().lines().count(), run.err());
    assertTrue(run.err().contains(words), run.err());
  }
}
