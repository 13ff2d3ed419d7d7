package rhapsode.context.distance;

import rhapsode.context.Arguments;

/** Makes a reckoning of distances. */
@FunctionalInterface
public interface Remapping {
  /** The reckoning that these values ask for. */
  Reckoning of(Arguments given);
}
