package rhapsode.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import rhapsode.gguf.GgufFile;
import rhapsode.gguf.GgufWriter;
import rhapsode.gguf.Value;
import rhapsode.run.Prompt;

/**
 * Plays typical command lines to nobody, so that the virtual machine can record what a start needs.
 *
 * <p>The launcher runs this class once after a build, with {@code -XX:AOTCacheOutput}. It must need
 * no network, and what a command answers does not matter. The classes that a run on a model takes
 * come into the record by running the small models that its arguments name; those that do not exist
 * are left out.
 */
final class Rehearsal {
  private static final List<String[]> WITHOUT_MODEL =
      List.of(
          new String[] {"--version"},
          new String[] {"models"},
          new String[] {"models", "--json"},
          new String[] {"--help"},
          new String[] {"no-such-command"});

  /** Uses what the templates of most models use. */
  private static final String CHAT_TEMPLATE =
      """
      {% for message in messages %}{% if loop.first and message['role'] != 'system' %}\
      {{ bos_token + '<|system|>' + 'Be brief.' }}{% endif %}\
      {{ '<|' + message['role'] + '|>\\n' + message['content'] | trim + '\\n' }}{% endfor %}\
      {% if add_generation_prompt %}{{ '<|assistant|>\\n' }}{% endif %}\
      """;

  private Rehearsal() {}

  /** Runs every command line. */
  public static void main(String[] models) throws IOException {
    WITHOUT_MODEL.forEach(Rehearsal::play);
    for (String model : models) {
      if (Files.exists(Path.of(model))) {
        Path chatting = Files.createTempFile("rehearsal", ".gguf");
        copyWithTemplate(Path.of(model), chatting);
        on(chatting.toString()).forEach(Rehearsal::play);
        Files.delete(chatting);
      }
    }
  }

  private static void copyWithTemplate(Path model, Path copy) {
    try (GgufFile file = GgufFile.open(model)) {
      GgufWriter.copyOf(file).put(Prompt.TEMPLATE_KEY, Value.text(CHAT_TEMPLATE)).write(copy);
    }
  }

  private static void play(String... commandLine) {
    var nobody = new PrintWriter(Writer.nullWriter());
    Main.execute(Main.commandLine(commandLine), nobody, nobody, commandLine);
  }

  private static List<String[]> on(String model) {
    return List.of(
        new String[] {"info", model},
        new String[] {"tokenize", "-m", model, "Hello, world!"},
        new String[] {"score", "-m", model, "Hello, world!", "--top", "3"},
        new String[] {"run", "-m", model, "-n", "16", "Hello, world!"},
        // Standard input is empty, so it ends at once; a terminal's classes are not in the record.
        new String[] {"chat", "-m", model});
  }
}
