package rhapsode.context.rotation;

import rhapsode.context.Arguments;
import rhapsode.model.Rope;

/** Makes a rotation that takes the place of a file's own. */
@FunctionalInterface
public interface Stretching {
  /** The rotation for layers of these figures, of which the scaling is left aside. */
  Rotation of(Rope rope, Arguments given);
}
