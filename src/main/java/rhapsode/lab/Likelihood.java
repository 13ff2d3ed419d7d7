package rhapsode.lab;

/**
 * How likely a model found a continuation.
 *
 * @param logprob natural logarithm of the probability of all its tokens
 * @param greedy whether each of them was the likeliest
 * @param tokens how many there are
 */
public record Likelihood(double logprob, boolean greedy, int tokens) {}
