package rhapsode.run;

import java.util.List;

/**
 * Watches streamed text for stop strings. Text that may turn out to be the beginning of one is held
 * back until that is decided.
 */
final class StopStrings {
  private final List<String> stops;
  private final StringBuilder held = new StringBuilder();
  private boolean stopped;

  StopStrings(List<String> stops) {
    this.stops = stops.stream().filter(stop -> !stop.isEmpty()).toList();
  }

  /** Whether a stop string has been met. */
  boolean stopped() {
    return stopped;
  }

  /** Takes more text and returns what is certain to stand before any stop string. */
  String push(String text) {
    if (stopped) {
      return "";
    }
    held.append(text);
    int first = -1;
    for (String stop : stops) {
      int at = held.indexOf(stop);
      if (at >= 0 && (first < 0 || at < first)) {
        first = at;
      }
    }
    if (first >= 0) {
      stopped = true;
      return held.substring(0, first);
    }
    return release(held.length() - longestBeginning());
  }

  /** The text still held when no more will come. */
  String flush() {
    return stopped ? "" : release(held.length());
  }

  private String release(int count) {
    String released = held.substring(0, count);
    held.delete(0, count);
    return released;
  }

  /** Length of the longest end of the held text that a stop string begins with. */
  private int longestBeginning() {
    int longest = 0;
    for (String stop : stops) {
      for (int n = Math.min(stop.length() - 1, held.length()); n > longest; n--) {
        if (stop.startsWith(held.substring(held.length() - n))) {
          longest = n;
        }
      }
    }
    return longest;
  }
}
