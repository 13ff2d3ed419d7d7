package rhapsode.context.rotation;

import rhapsode.context.Arguments;
import rhapsode.context.Parameter;
import rhapsode.model.Rope;

/** Makes a rotation that takes the place of a file's own. */
@FunctionalInterface
public interface Stretching {
  /** By what factor a context grows. */
  Parameter FACTOR = new Parameter("factor", "2", "how many times longer");

  /** The context before. */
  Parameter ORIGINAL = new Parameter("original", "original", "tokens the model was trained on");

  /** The rotation for layers of these figures, of which the scaling is left aside. */
  Rotation of(Rope rope, Arguments given);
}
