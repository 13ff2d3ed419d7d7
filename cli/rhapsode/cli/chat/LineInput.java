package rhapsode.cli.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jline.reader.Buffer;
import org.jline.reader.Candidate;
import org.jline.reader.LineReader;
import org.jline.reader.LineReader.Option;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;

/** The line a person edits: several lines of text, history, completion of commands. */
final class LineInput {
  /** Lines that history keeps. */
  private static final int KEPT = 2000;

  private final LineReader reader;
  private final Function<List<String>, List<String>> completions;

  /**
   * Edits lines on a terminal.
   *
   * @param completions from the words of a line that begins with a slash, the one to complete last,
   *     to what that one may be
   */
  LineInput(Terminal terminal, Function<List<String>, List<String>> completions) {
    this.completions = completions;
    // A chat is no shell: quotes, backslashes and exclamation marks are text.
    DefaultParser parser = new DefaultParser();
    parser.setEscapeChars(null);
    parser.setQuoteChars(new char[0]);
    reader =
        LineReaderBuilder.builder()
            .terminal(terminal)
            .appName("rhapsode")
            .parser(parser)
            .completer((_, line, candidates) -> complete(line, candidates))
            .option(Option.DISABLE_EVENT_EXPANSION, true)
            .option(Option.HISTORY_INCREMENTAL, true)
            .option(Option.HISTORY_TIMESTAMPED, false)
            .option(Option.AUTO_FRESH_LINE, false)
            .variable(LineReader.SECONDARY_PROMPT_PATTERN, "  ")
            .variable(LineReader.BELL_STYLE, "none")
            .variable(LineReader.HISTORY_SIZE, KEPT)
            .variable(LineReader.HISTORY_FILE_SIZE, KEPT)
            .build();
    StateFolder.ofUser()
        .history()
        .ifPresent(file -> reader.setVariable(LineReader.HISTORY_FILE, file));
    reader.getWidgets().put(LineReader.ACCEPT_LINE, this::acceptOrContinue);
  }

  String read(String prompt) {
    return reader.readLine(prompt);
  }

  /**
   * Enter sends, except after a backslash, which it turns into a line break. Pasted line breaks do
   * not come here, so pasted backslashes stay.
   */
  private boolean acceptOrContinue() {
    Buffer buffer = reader.getBuffer();
    if (buffer.length() > 0 && buffer.atChar(buffer.length() - 1) == '\\') {
      buffer.cursor(buffer.length());
      buffer.backspace();
      buffer.write('\n');
      return true;
    }
    return reader.getBuiltinWidgets().get(LineReader.ACCEPT_LINE).apply();
  }

  private void complete(ParsedLine line, List<Candidate> candidates) {
    if (!line.line().startsWith("/")) {
      return;
    }
    List<String> words = new ArrayList<>(line.words().subList(0, line.wordIndex()));
    words.add(line.word().substring(0, line.wordCursor()));
    completions.apply(words).forEach(word -> candidates.add(candidate(word)));
  }

  /** A folder's name goes on, every other word is followed by a space. */
  private static Candidate candidate(String word) {
    boolean complete = !word.endsWith("/");
    return new Candidate(word, word, null, null, null, null, complete);
  }
}
