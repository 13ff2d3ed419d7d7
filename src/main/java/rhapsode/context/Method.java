package rhapsode.context;

import java.util.List;

/**
 * What there is to know about a method before it meets a model.
 *
 * @param name as it is written on a command line
 * @param parameters the first of them may be given without its key
 * @param meaning what it does, in a line
 * @param paper where it comes from
 * @param cost what it costs beside plain attention
 * @param trained whether it takes a model that was trained with it
 * @param maker makes it for a model
 */
public record Method<M>(
    String name,
    List<Parameter> parameters,
    String meaning,
    String paper,
    String cost,
    boolean trained,
    M maker) {}
