package rhapsode.run;

import java.util.function.ObjIntConsumer;

/** Turns the tokens of a text into the model's last states of them. */
public interface Representer extends AutoCloseable {
  /**
   * Reads a text from its beginning and hands the state of each of its tokens to {@code sink} with
   * its position, in order; the array is used again for the next.
   *
   * @throws rhapsode.RhapsodeException if there are no tokens, one is not in the vocabulary, or
   *     they do not fit
   */
  void represent(int[] ids, ObjIntConsumer<float[]> sink);

  @Override
  void close();

  /** A session that forgets what it holds before each text; closing it closes the session. */
  static Representer of(Session session) {
    return new Representer() {
      @Override
      public void represent(int[] ids, ObjIntConsumer<float[]> sink) {
        session.truncate(0);
        session.represent(ids, sink);
      }

      @Override
      public void close() {
        session.close();
      }
    };
  }
}
