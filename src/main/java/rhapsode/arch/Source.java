package rhapsode.arch;

import java.util.List;
import rhapsode.block.CrossAttention;

/**
 * How a model reads the source that its text is about.
 *
 * @param encoder makes states of the source's tokens
 * @param memories what each layer of the decoder keeps of the states
 * @param start the token that every text begins with
 */
public record Source(Encoder encoder, List<CrossAttention> memories, int start) {}
