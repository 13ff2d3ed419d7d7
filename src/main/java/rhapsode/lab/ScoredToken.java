package rhapsode.lab;

import java.util.List;

/**
 * A token of a text and how likely a model found it.
 *
 * @param position its place in the text, from 0
 * @param id the token
 * @param logprob natural logarithm of its probability after what stands before it; null at the
 *     first
 * @param rank its place among all tokens there, 1 for the likeliest; null at the first
 * @param top the likeliest tokens to follow it
 */
public record ScoredToken(
    int position, int id, Double logprob, Integer rank, List<Candidate> top) {}
