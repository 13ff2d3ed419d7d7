package rhapsode.token;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Turns tokens into text as they come, whole characters only.
 *
 * <p>A character may be spread over several tokens; its bytes wait here until the last one is
 * there. What can never become a character is U+FFFD. Control tokens are left out unless they are
 * asked for. One decoder serves one stream, in one thread.
 */
public final class StreamDecoder {
  private final Tokenizer tokenizer;
  private final boolean showControl;
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);
  private byte[] waiting = {}; // the beginning of a character

  /** A decoder that leaves control tokens out. */
  public StreamDecoder(Tokenizer tokenizer) {
    this(tokenizer, false);
  }

  /** A decoder that spells control tokens if {@code showControl}. */
  public StreamDecoder(Tokenizer tokenizer, boolean showControl) {
    this.tokenizer = tokenizer;
    this.showControl = showControl;
  }

  /** Takes the next token and returns the characters it completes, which may be none. */
  public String push(int id) {
    if (tokenizer.isControl(id) && !showControl) {
      return "";
    }
    return decode(tokenizer.pieceBytes(id), false);
  }

  /** Ends the stream: U+FFFD for an unfinished character, and ready for another stream. */
  public String flush() {
    String rest = decode(new byte[0], true);
    decoder.reset();
    return rest;
  }

  private String decode(byte[] piece, boolean end) {
    ByteBuffer in =
        ByteBuffer.allocate(waiting.length + piece.length).put(waiting).put(piece).flip();
    CharBuffer out = CharBuffer.allocate(in.remaining() + 1);
    decoder.decode(in, out, end);
    if (end) {
      decoder.flush(out);
    }
    waiting = new byte[in.remaining()];
    in.get(waiting);
    return out.flip().toString();
  }
}
