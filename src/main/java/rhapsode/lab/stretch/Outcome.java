package rhapsode.lab.stretch;

import java.util.List;
import java.util.Map;
import java.util.Set;
import rhapsode.lab.recall.RecallTask;

/**
 * What a sweep came to, whole and by itself: all that a report shows can be made from it.
 *
 * @param made what made it
 * @param swept what was swept
 * @param results what every cell gave
 * @param memory bytes of a session by method and length
 * @param positions how each method turns positions and what it sees, by its spelling
 */
public record Outcome(
    Made made,
    Swept swept,
    Results results,
    Map<Place, Long> memory,
    Map<String, Positions> positions) {

  /**
   * What made an outcome.
   *
   * @param version of the program
   * @param date when, ISO 8601
   * @param model the file
   * @param fingerprint tells the model's file from others
   * @param trained tokens the model was trained for
   * @param isa the instruction set
   * @param threads that computed
   * @param cacheType how keys and values were kept
   * @param text its name
   * @param textHash SHA-256 of it
   * @param textTokens tokens it has
   * @param begins whether each window begins with the token that begins a text
   */
  public record Made(
      String version,
      String date,
      String model,
      String fingerprint,
      int trained,
      String isa,
      int threads,
      String cacheType,
      String text,
      String textHash,
      int textTokens,
      boolean begins) {}

  /**
   * What was swept, in words.
   *
   * @param methods their spellings, "none" first
   * @param lengths tokens, ascending
   * @param measures what was found out
   * @param ends where each block of targets ends in the text
   * @param block targets of a block
   * @param tasks recall tasks
   * @param depths where facts were hidden
   * @param trials how often each task was set
   * @param seed of what was hidden
   */
  public record Swept(
      List<String> methods,
      List<Integer> lengths,
      Set<Measure> measures,
      List<Integer> ends,
      int block,
      List<RecallTask> tasks,
      List<Double> depths,
      int trials,
      long seed) {
    /** The longest length. */
    public int longest() {
      return lengths.getLast();
    }

    /** The longest length that the model was trained for; 0 where all are longer. */
    public int longestTrained(int trained) {
      return lengths.stream().filter(length -> length <= trained).mapToInt(l -> l).max().orElse(0);
    }
  }

  /** A method at a length. */
  public record Place(String method, int length) {}

  /**
   * How a method turns positions and what it sees at the longest length.
   *
   * @param wavelengths tokens in which each pair turns once
   * @param sight for some queries, evenly spread, the share of each stretch of keys that they see
   */
  public record Positions(List<Double> wavelengths, List<List<Double>> sight) {}
}
