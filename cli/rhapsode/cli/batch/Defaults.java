package rhapsode.cli.batch;

import rhapsode.sample.SamplingOptions;

/**
 * What holds for every line that does not say otherwise.
 *
 * @param sampling how tokens are chosen; without a seed each line draws its own
 * @param system a system message before every prompt, or null
 * @param raw whether prompts are continued as they are, without a chat template
 * @param template what makes a prompt of a line's fields, or null
 */
public record Defaults(SamplingOptions sampling, String system, boolean raw, Template template) {}
