package rhapsode.lab;

/**
 * A token that may come next.
 *
 * @param id the token
 * @param logprob natural logarithm of its probability
 */
public record Candidate(int id, double logprob) {}
