package rhapsode.cli.chat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import rhapsode.model.catalogue.Catalogue;

/** What a word of a slash command may become when a person presses Tab. */
public final class Completions {
  private final List<String> settings;

  /** Completes commands, and these names of settings. */
  public Completions(List<String> settings) {
    this.settings = settings;
  }

  /** The possible last words of a line of which these words are known. */
  public List<String> of(List<String> words) {
    String word = words.getLast();
    if (words.size() == 1) {
      return beginningWith(word, SlashCommands.names().stream());
    }
    return switch (words.getFirst()) {
      case "/set" -> words.size() == 2 ? beginningWith(word, settings.stream()) : List.of();
      case "/model" ->
          Stream.concat(
                  beginningWith(word, Catalogue.names().stream()).stream(), files(word).stream())
              .toList();
      case "/save", "/load" -> files(word);
      default -> List.of();
    };
  }

  private static List<String> beginningWith(String word, Stream<String> candidates) {
    return candidates.filter(candidate -> candidate.startsWith(word)).sorted().toList();
  }

  private static List<String> files(String word) {
    String folder = word.substring(0, word.lastIndexOf('/') + 1);
    try (Stream<Path> files = Files.list(Path.of(folder.isEmpty() ? "." : folder))) {
      return beginningWith(
          word,
          files.map(file -> folder + file.getFileName() + (Files.isDirectory(file) ? "/" : "")));
    } catch (IOException unreadable) {
      return List.of();
    }
  }
}
