package rhapsode.model.catalogue;

/** Hears how a download gets on. The methods are called on the thread that pulls. */
public interface PullListener {
  /** A listener that lets everything pass. */
  PullListener SILENT =
      new PullListener() {
        @Override
        public void begin(String what, long total) {}

        @Override
        public void progress(long done) {}

        @Override
        public void end() {}

        @Override
        public void note(String sentence) {}
      };

  /**
   * A stretch of work begins: what is done to what ("downloading smollm2"), {@code total} bytes of
   * it.
   */
  void begin(String what, long total);

  /** So many bytes of the stretch are done; may be told often, and may step back a little. */
  void progress(long done);

  /** The stretch is done, or was given up. */
  void end();

  /** Something worth a line of its own. */
  void note(String sentence);
}
