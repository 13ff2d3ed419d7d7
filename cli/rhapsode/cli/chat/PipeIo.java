package rhapsode.cli.chat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import rhapsode.RhapsodeException;

/**
 * A chat with another program: each line of standard input is a turn, where a backslash at its end
 * joins the next line to it. Standard output gets the answers as the model gives them, standard
 * error the rest.
 */
public final class PipeIo implements ChatIo {
  private final BufferedReader in;
  private final PrintWriter out;
  private final PrintWriter err;
  private boolean failed;

  /** A chat over these streams; the input is UTF-8. */
  public PipeIo(InputStream in, PrintWriter out, PrintWriter err) {
    // A decoder made so refuses what is not UTF-8, where a reader of a charset would replace it.
    this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()));
    this.out = out;
    this.err = err;
  }

  @Override
  public String read(String status) {
    StringBuilder turn = new StringBuilder();
    try {
      String line = in.readLine();
      while (line != null && line.endsWith("\\")) {
        turn.append(line, 0, line.length() - 1).append('\n');
        line = in.readLine();
      }
      return line == null && turn.isEmpty()
          ? null
          : turn.append(line == null ? "" : line).toString();
    } catch (CharacterCodingException e) {
      throw new RhapsodeException("standard input is not UTF-8; convert it first", e);
    } catch (IOException e) {
      throw new RhapsodeException("standard input can't be read: " + e.getMessage(), e);
    }
  }

  @Override
  public void greet(String text) {}

  @Override
  public void beginAnswer() {}

  @Override
  public void thought(String piece) {}

  @Override
  public void answer(String piece) {
    out.print(piece);
    out.flush();
  }

  @Override
  public void endAnswer() {
    out.println();
    out.flush();
  }

  @Override
  public boolean stopped() {
    return false;
  }

  @Override
  public void note(String text) {
    err.println(text);
  }

  @Override
  public void complain(String text) {
    failed = true;
    err.println("rhapsode: " + text);
  }

  @Override
  public void progress(String text) {}

  @Override
  public boolean separatesThoughts() {
    return false;
  }

  @Override
  public String edit(String text) {
    throw new RhapsodeException("there is no terminal to edit in");
  }

  @Override
  public boolean failed() {
    return failed;
  }

  @Override
  public void close() {
    out.flush();
  }
}
