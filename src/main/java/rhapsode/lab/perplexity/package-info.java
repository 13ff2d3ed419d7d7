/** Perplexity: how well a model predicts a text. */
package rhapsode.lab.perplexity;
