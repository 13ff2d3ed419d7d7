package rhapsode.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jline.utils.WCWidth;

/**
 * What a terminal of the xterm family would show of the bytes it got. A sequence it does not know
 * is an error, so that no test passes on one that steers a real terminal.
 */
final class Screen {
  private static final Pattern SEQUENCE =
      Pattern.compile("\u001b(?:\\[([?>]?)([0-9;]*)([@-~])|[=>]|[()][0AB])");

  /** Modes that change nothing visible: of cursor keys, the cursor, the mouse and pastes. */
  private static final List<String> MODES =
      List.of(
          "1", "12", "25", "12;25", "1000", "1002", "1003", "1005", "1006", "1015", "1016", "2004");

  /** A place on the screen: a character with what combines with it; empty right of a wide one. */
  record Cell(String text, boolean bold, boolean faint) {
    static final Cell BLANK = new Cell(" ", false, false);
  }

  private final List<Cell[]> gone = new ArrayList<>();
  private final StringBuilder waiting = new StringBuilder();
  private Cell[][] cells;
  private int columns;
  private int x;
  private int y;
  private boolean bold;
  private boolean faint;

  Screen(int columns, int rows) {
    resize(columns, rows);
  }

  /** Cuts or widens the lines, as terminals without reflow do. */
  void resize(int newColumns, int rows) {
    Cell[][] before = cells == null ? new Cell[0][] : cells;
    columns = newColumns;
    cells = new Cell[rows][];
    int lost = Math.max(0, y - rows + 1);
    for (int row = 0; row < rows; row++) {
      Cell[] line = new Cell[columns];
      Arrays.fill(line, Cell.BLANK);
      if (row + lost < before.length) {
        Cell[] old = before[row + lost];
        System.arraycopy(old, 0, line, 0, Math.min(columns, old.length));
      }
      cells[row] = line;
    }
    y -= lost;
    x = Math.min(x, columns - 1);
  }

  /** Takes more output. */
  void write(String output) {
    waiting.append(output);
    String text = waiting.toString();
    int at = 0;
    while (at < text.length()) {
      int code = text.codePointAt(at);
      if (code == 0x1b) {
        Matcher sequence = SEQUENCE.matcher(text).region(at, text.length());
        if (!sequence.lookingAt()) {
          if (text.length() - at > 16) {
            throw new AssertionError("unknown sequence: " + shown(text.substring(at, at + 16)));
          }
          break; // The rest of it comes later.
        }
        obey(sequence);
        at = sequence.end();
      } else {
        put(code);
        at += Character.charCount(code);
      }
    }
    waiting.delete(0, at);
  }

  /** The lines shown, without blanks at their ends. */
  List<String> lines() {
    return Arrays.stream(cells).map(Screen::text).toList();
  }

  /** All lines, those that have left the screen first. */
  List<Cell[]> all() {
    List<Cell[]> all = new ArrayList<>(gone);
    all.addAll(List.of(cells));
    return all;
  }

  static String text(Cell[] line) {
    StringBuilder text = new StringBuilder();
    for (Cell cell : line) {
      text.append(cell.text());
    }
    return text.toString().stripTrailing();
  }

  private void put(int code) {
    switch (code) {
      case '\r' -> x = 0;
      case '\n' -> lineFeed();
      case '\b' -> x = Math.max(0, Math.min(x, columns - 1) - 1);
      case '\t' -> x = Math.min(columns - 1, (x / 8 + 1) * 8);
      case 7 -> {}
      default -> print(code);
    }
  }

  private void print(int code) {
    int width = WCWidth.wcwidth(code);
    if (width < 0) {
      throw new AssertionError("control character U+%04X".formatted(code));
    }
    String text = Character.toString(code);
    if (width == 0) {
      int last = Math.max(0, x - 1);
      last -= cells[y][last].text().isEmpty() ? 1 : 0;
      cells[y][last] = new Cell(cells[y][last].text() + text, bold, faint);
      return;
    }
    if (x + width > columns) {
      x = 0;
      lineFeed();
    }
    cells[y][x] = new Cell(text, bold, faint);
    if (width == 2) {
      cells[y][x + 1] = new Cell("", bold, faint);
    }
    x += width;
  }

  private void lineFeed() {
    if (y + 1 < cells.length) {
      y++;
      return;
    }
    gone.add(cells[0]);
    System.arraycopy(cells, 1, cells, 0, cells.length - 1);
    cells[y] = new Cell[columns];
    Arrays.fill(cells[y], Cell.BLANK);
  }

  private void obey(Matcher sequence) {
    String command = sequence.group(3);
    if (command == null) {
      return; // A keypad's or a character set's.
    }
    String figures = sequence.group(2);
    if (!sequence.group(1).isEmpty()) {
      if (!MODES.contains(figures)) {
        throw new AssertionError("unknown mode: " + shown(sequence.group()));
      }
      return;
    }
    int[] n =
        figures.isEmpty()
            ? new int[0]
            : Arrays.stream(figures.split(";")).mapToInt(Integer::parseInt).toArray();
    int first = n.length > 0 ? n[0] : 0;
    int count = Math.max(1, first);
    x = command.equals("m") ? x : Math.min(x, columns - 1);
    switch (command) {
      case "A" -> y = Math.max(0, y - count);
      case "B" -> y = Math.min(cells.length - 1, y + count);
      case "C" -> x = Math.min(columns - 1, x + count);
      case "D" -> x = Math.max(0, x - count);
      case "G" -> x = Math.min(columns, count) - 1;
      case "d" -> y = Math.min(cells.length, count) - 1;
      case "H" -> {
        y = Math.min(cells.length, count) - 1;
        x = Math.min(columns, n.length > 1 ? Math.max(1, n[1]) : 1) - 1;
      }
      case "J" -> {
        blank(y, first == 2 ? 0 : x);
        for (int row = first == 2 ? 0 : y + 1; row < cells.length; row++) {
          blank(row, 0);
        }
      }
      case "K" -> blank(y, first == 0 ? x : 0);
      case "X" -> Arrays.fill(cells[y], x, Math.min(columns, x + count), Cell.BLANK);
      case "P" -> {
        Cell[] line = cells[y];
        int moved = Math.max(0, columns - x - count);
        System.arraycopy(line, columns - moved, line, x, moved);
        blank(y, x + moved);
      }
      case "@" -> {
        Cell[] line = cells[y];
        int moved = Math.max(0, columns - x - count);
        System.arraycopy(line, x, line, columns - moved, moved);
        Arrays.fill(line, x, columns - moved, Cell.BLANK);
      }
      case "m" -> style(n.length == 0 ? new int[] {0} : n);
      default -> throw new AssertionError("unknown sequence: " + shown(sequence.group()));
    }
  }

  private void blank(int row, int from) {
    Arrays.fill(cells[row], from, columns, Cell.BLANK);
  }

  private void style(int[] codes) {
    for (int code : codes) {
      switch (code) {
        case 0, 22 -> {
          bold = false;
          faint = false;
        }
        case 1 -> bold = true;
        case 2 -> faint = true;
        // Inverse and standout mark pasted text and choices.
        case 3, 7, 23, 24, 27, 39, 49 -> {}
        default -> throw new AssertionError("unknown style " + code);
      }
    }
  }

  private static String shown(String sequence) {
    return sequence.replace("\u001b", "ESC ");
  }
}
