/**
 * Constrained output: grammars in GBNF, what they allow next, and which tokens that is.
 *
 * <p>The way of a grammar: {@link rhapsode.sample.grammar.Grammar} is what a person wrote, {@link
 * rhapsode.sample.grammar.Productions} the same over bytes, {@link
 * rhapsode.sample.grammar.StateSpace} recognizes it byte by byte, and {@link
 * rhapsode.sample.grammar.GrammarConstraint} tells a sampler which tokens go on.
 */
package rhapsode.sample.grammar;
