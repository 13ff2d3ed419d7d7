package rhapsode.cli.chat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import org.jline.reader.EndOfFileException;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;
import org.jline.utils.InfoCmp.Capability;
import rhapsode.RhapsodeException;

/** A chat with a person at a terminal. */
public final class TerminalIo implements ChatIo {
  private static final AttributedStyle FAINT = AttributedStyle.DEFAULT.faint();
  private static final AttributedStyle BOLD = AttributedStyle.DEFAULT.bold();

  private final Terminal terminal;
  private final boolean color;
  private final LineInput input;
  private final Attributes original;
  private final Attributes silent;
  private volatile boolean stopped;
  private boolean leaving;
  private boolean showsProgress;
  private boolean atLineStart = true;

  /**
   * Takes over the terminal of this process, until it is closed.
   *
   * @param color whether it may use bold and faint letters
   * @param completions what may come next in a line that begins with a slash; see {@link LineInput}
   */
  public TerminalIo(boolean color, Function<List<String>, List<String>> completions) {
    this.color = color;
    try {
      terminal = TerminalBuilder.builder().system(true).encoding(StandardCharsets.UTF_8).build();
    } catch (IOException e) {
      throw new RhapsodeException("the terminal can't be used: " + e.getMessage(), e);
    }
    original = terminal.getAttributes();
    input = new LineInput(terminal, completions);
    // What is typed while the model answers is neither shown nor lost: it waits for the next line.
    terminal.enterRawMode();
    silent = terminal.getAttributes();
    silent.setLocalFlag(Attributes.LocalFlag.NOFLSH, true);
    terminal.setAttributes(silent);
    terminal.handle(Terminal.Signal.INT, _ -> stopped = true);
  }

  @Override
  public String read(String status) {
    while (true) {
      try {
        String line = input.read(styled(FAINT, status) + "\n" + styled(BOLD, "> "));
        leaving = false;
        return line;
      } catch (UserInterruptException interrupted) {
        // The line reader leaves the mark of the interrupt on this thread.
        Thread.interrupted();
        if (leaving && interrupted.getPartialLine().isEmpty()) {
          return null;
        }
        leaving = true;
        stopped = false;
        note("Ctrl-C once more, or Ctrl-D, leaves");
        if (stopped) {
          return null; // It came before the line was there again.
        }
      } catch (EndOfFileException end) {
        return null;
      }
    }
  }

  @Override
  public void greet(String text) {
    note(text);
  }

  @Override
  public void beginAnswer() {
    stopped = false;
  }

  @Override
  public void thought(String piece) {
    show(styled(FAINT, TerminalText.of(piece)));
    atLineStart = piece.endsWith("\n");
  }

  @Override
  public void answer(String piece) {
    show(TerminalText.of(piece));
    atLineStart = piece.endsWith("\n");
  }

  @Override
  public void endAnswer() {
    progress("");
    if (!atLineStart) {
      show("\n");
    }
    atLineStart = true;
  }

  @Override
  public boolean stopped() {
    return stopped;
  }

  @Override
  public void note(String text) {
    endAnswer();
    text.lines().forEach(line -> show(styled(FAINT, TerminalText.of(line)) + "\n"));
  }

  @Override
  public void complain(String text) {
    endAnswer();
    show(TerminalText.of(text) + "\n");
  }

  @Override
  public void progress(String text) {
    // In the midst of a line there is no place that could be taken away again.
    if (showsProgress || (atLineStart && !text.isEmpty())) {
      terminal.writer().print('\r');
      terminal.puts(Capability.clr_eol);
      terminal.writer().print(styled(FAINT, text));
      terminal.flush();
      showsProgress = !text.isEmpty();
    }
  }

  @Override
  public boolean separatesThoughts() {
    return true;
  }

  @Override
  public String edit(String text) {
    terminal.setAttributes(original);
    try {
      return Editor.edit(text);
    } finally {
      terminal.setAttributes(silent);
    }
  }

  @Override
  public boolean failed() {
    return false;
  }

  @Override
  public void close() {
    terminal.setAttributes(original);
    try {
      terminal.close();
    } catch (IOException e) {
      throw new RhapsodeException("the terminal can't be left: " + e.getMessage(), e);
    }
  }

  private void show(String text) {
    if (showsProgress) {
      progress("");
    }
    terminal.writer().print(text);
    terminal.flush();
  }

  /** A style for each line, so that none is left on where a line ends. */
  private String styled(AttributedStyle style, String text) {
    return color && !text.isEmpty() ? new AttributedString(text, style).toAnsi(terminal) : text;
  }
}
