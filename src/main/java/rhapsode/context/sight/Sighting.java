package rhapsode.context.sight;

import rhapsode.context.Arguments;

/** Makes a sight. */
@FunctionalInterface
public interface Sighting {
  /** The sight that these values ask for. */
  Sight of(Arguments given);
}
