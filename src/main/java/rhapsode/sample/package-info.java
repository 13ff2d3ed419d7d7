/**
 * From logits to a token. A {@link rhapsode.sample.Sampler} runs the {@link
 * rhapsode.sample.Candidates} through a chain of {@link rhapsode.sample.Stage}s and draws one of
 * those left. Each stage is a file with its formula, its source and its {@link
 * rhapsode.sample.Setting}s; {@link rhapsode.sample.StageType} lists them.
 */
package rhapsode.sample;
