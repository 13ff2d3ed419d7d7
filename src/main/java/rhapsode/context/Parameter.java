package rhapsode.context;

/**
 * A figure or choice that a method takes.
 *
 * @param name its key, "factor"
 * @param fallback what holds when it is not given: a value; "original" or a part of it,
 *     "5*original/8"; or empty where the method does without
 * @param meaning what it is, in a few words
 */
public record Parameter(String name, String fallback, String meaning) {}
