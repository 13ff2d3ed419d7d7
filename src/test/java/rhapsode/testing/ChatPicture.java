package rhapsode.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import rhapsode.testing.Screen.Cell;

/**
 * Draws the picture in {@code docs/chat.md}: has a conversation with the default model on a
 * pseudo-terminal and writes what its screen shows as an SVG.
 *
 * <pre>
 * mvn -q test-compile exec:java -Dexec.classpathScope=test \
 *     -Dexec.mainClass=rhapsode.testing.ChatPicture -Dexec.args=docs/pictures/chat.svg
 * </pre>
 */
final class ChatPicture {
  private static final List<String> TURNS =
      List.of(
          "What is gravity? Answer in one sentence.", "Name three planets.", "/retyr", "/tokens");

  private static final int ROWS = 32;
  private static final double CELL = 8.4;
  private static final int LINE = 20;
  private static final int MARGIN = 16;

  private ChatPicture() {}

  /** Writes the picture to the file that the argument names. */
  public static void main(String[] arguments) throws IOException {
    Path state = Files.createTempDirectory("picture");
    try (Pseudoterminal chat =
        Pseudoterminal.start(
            Map.of("XDG_STATE_HOME", state.toString()), "chat", "--temp", "0", "-c", "2048")) {
      chat.resize(Pseudoterminal.COLUMNS, ROWS);
      for (String turn : TURNS) {
        chat.awaitLast(">");
        chat.type(turn);
        chat.awaitLast("> " + turn);
        chat.type("\r");
        chat.until(lines -> lines.contains("> " + turn), turn);
      }
      chat.awaitLast(">");
      Files.writeString(Path.of(arguments[0]), drawing(chat.cells()));
    }
  }

  private static String drawing(List<Cell[]> rows) {
    List<Cell[]> filled = rows.stream().filter(row -> !Screen.text(row).isEmpty()).toList();
    double width = Pseudoterminal.COLUMNS * CELL + 2 * MARGIN;
    int height = filled.size() * LINE + 2 * MARGIN;
    StringBuilder svg =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                """
                <svg xmlns="http://www.w3.org/2000/svg" width="%1$.0f" height="%2$d" \
                viewBox="0 0 %1$.0f %2$d" font-size="14" \
                font-family="ui-monospace, Menlo, Consolas, monospace">
                <rect width="%1$.0f" height="%2$d" rx="8" fill="#1f2329"/>
                """,
                width,
                height));
    for (int y = 0; y < filled.size(); y++) {
      draw(filled.get(y), MARGIN + (y + 0.7) * LINE, svg);
    }
    return svg.append("</svg>\n").toString();
  }

  /** One element for each run of cells of the same style, as long as its cells in any font. */
  private static void draw(Cell[] row, double y, StringBuilder svg) {
    int length = Screen.text(row).length();
    for (int from = 0; from < length; ) {
      StringBuilder text = new StringBuilder();
      int to = from;
      while (to < length
          && row[to].bold() == row[from].bold()
          && row[to].faint() == row[from].faint()) {
        text.append(row[to++].text());
      }
      svg.append(
          String.format(
              Locale.ROOT,
              "<text x=\"%.1f\" y=\"%.1f\" textLength=\"%.1f\" fill=\"%s\"%s"
                  + " xml:space=\"preserve\">%s</text>%n",
              MARGIN + from * CELL,
              y,
              (to - from) * CELL,
              row[from].faint() ? "#8a929c" : "#d7dce2",
              row[from].bold() ? " font-weight=\"bold\"" : "",
              text.toString().replace("&", "&amp;").replace("<", "&lt;")));
      from = to;
    }
  }
}
