package rhapsode.token.template;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The filter wordwrap, which breaks lines where Python's textwrap does. */
final class WordWrap {
  private static final String SPACE = "[\\t\\n\\u000B\\f\\r ]";
  private static final String WORD = "[\\p{L}\\p{N}_]";
  private static final String LETTER = "[\\p{L}\\p{Nl}\\p{No}_]";
  private static final String BEFORE_DASH = "(?<=[\\p{L}\\p{N}_!\"'&.,?])";

  /** A run of spaces, a dash between words, or a word as far as it may not be broken. */
  private static final Pattern CHUNK =
      Pattern.compile(
          SPACE
              + "+|"
              + (BEFORE_DASH + "-{2,}(?=" + WORD + ")|")
              + "[^\\t\\n\\u000B\\f\\r ]+?(?:"
              + ("-(?:(?<=" + LETTER + "{2}-)|(?<=" + LETTER + "-[\\p{L}\\p{N}_!\"'&.,?]-))")
              + ("(?=" + LETTER + "-?" + LETTER + ")|")
              + ("(?=" + SPACE + "|\\z)|")
              + (BEFORE_DASH + "(?=-{2,}" + WORD + ")")
              + ")");

  private static final Pattern SPACES = Pattern.compile(SPACE + "+");

  private final int width;
  private final boolean breaksLongWords;
  private final boolean breaksOnHyphens;

  private WordWrap(int width, boolean breaksLongWords, boolean breaksOnHyphens) {
    this.width = width;
    this.breaksLongWords = breaksLongWords;
    this.breaksOnHyphens = breaksOnHyphens;
  }

  /**
   * The filter {@code wordwrap(width=79, break_long_words=True, wrapstring=None,
   * break_on_hyphens=True)}; the lines that the text has already are kept.
   */
  static Object apply(Object value, Args arguments) {
    Args.Bound args =
        arguments.bind("wordwrap", "width", "break_long_words", "wrapstring", "break_on_hyphens");
    String text = Values.requireString("wordwrap", value);
    WordWrap wrap = new WordWrap(args.integer(0, 79), args.truth(1, true), args.truth(3, true));
    String newline = args.get(2, null) == null ? "\n" : args.string(2);
    List<Object> lines = new ArrayList<>();
    for (Object line : Values.items(StringSplits.splitlines(text, Args.NONE))) {
      lines.add(StringMethods.join(newline, wrap.wrap((String) line)));
    }
    return StringMethods.join(newline, lines);
  }

  private List<Object> wrap(String text) {
    if (width <= 0) {
      throw new TemplateError("invalid width " + width + " (must be > 0)");
    }
    Deque<String> chunks = chunks(text);
    List<Object> lines = new ArrayList<>();
    while (!chunks.isEmpty()) {
      Budget.step(1);
      if (isBlank(chunks.getFirst()) && !lines.isEmpty()) {
        chunks.removeFirst();
      }
      Deque<String> line = line(chunks);
      if (!line.isEmpty() && isBlank(line.getLast())) {
        line.removeLast();
      }
      if (!line.isEmpty()) {
        lines.add(String.join("", line));
      }
    }
    return lines;
  }

  /** Takes the chunks of one line. */
  private Deque<String> line(Deque<String> chunks) {
    Deque<String> line = new ArrayDeque<>();
    int length = 0;
    while (!chunks.isEmpty() && length + Text.length(chunks.getFirst()) <= width) {
      Budget.step(1);
      length += Text.length(chunks.getFirst());
      line.add(chunks.removeFirst());
    }
    if (!chunks.isEmpty() && Text.length(chunks.getFirst()) > width) {
      if (breaksLongWords) {
        String word = chunks.removeFirst();
        int end = word.offsetByCodePoints(0, breakAt(word, width - length));
        line.add(word.substring(0, end));
        chunks.addFirst(word.substring(end));
      } else if (line.isEmpty()) {
        line.add(chunks.removeFirst());
      }
    }
    return line;
  }

  /** Where a word that is too long is broken, in code points: behind a hyphen if there is one. */
  private int breakAt(String word, int space) {
    if (breaksOnHyphens) {
      String head = Text.part(word, 0, space);
      int hyphen = head.lastIndexOf('-');
      if (hyphen > 0 && head.substring(0, hyphen).chars().anyMatch(c -> c != '-')) {
        return head.codePointCount(0, hyphen) + 1;
      }
    }
    return space;
  }

  private Deque<String> chunks(String text) {
    Budget.allocate(text.length());
    Deque<String> chunks = new ArrayDeque<>();
    Matcher matcher = (breaksOnHyphens ? CHUNK : SPACES).matcher(text);
    int at = 0;
    while (matcher.find()) {
      if (matcher.start() > at) {
        chunks.add(text.substring(at, matcher.start()));
      }
      chunks.add(matcher.group());
      at = matcher.end();
    }
    if (at < text.length()) {
      chunks.add(text.substring(at));
    }
    return chunks;
  }

  private static boolean isBlank(String chunk) {
    return chunk.codePoints().allMatch(Text::isSpace);
  }
}
