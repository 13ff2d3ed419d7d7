package rhapsode.lab.perplexity;

/**
 * A token of a text that was scored.
 *
 * @param window number of the window it was scored in, from 0
 * @param position its place in that window: as many tokens came before it
 * @param index its place in the text
 * @param id the token
 * @param loss negative logarithm of its probability, nats
 */
public record ScoredTarget(int window, int position, int index, int id, double loss) {}
