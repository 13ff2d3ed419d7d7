package rhapsode.run;

/** Why a generation ended. */
public enum StopReason {
  /** The model ended its text. */
  END("end"),
  /** A stop string was met. */
  STOP("stop"),
  /** The most tokens asked for were made. */
  LENGTH("length"),
  /** The context is full. */
  CONTEXT("context"),
  /** The constraint lets no token follow. */
  GRAMMAR("grammar"),
  /** The caller asked to stop. */
  INTERRUPTED("interrupted");

  private final String label;

  StopReason(String label) {
    this.label = label;
  }

  /** The name in JSON output. */
  public String label() {
    return label;
  }
}
