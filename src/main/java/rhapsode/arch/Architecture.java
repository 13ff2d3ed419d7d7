package rhapsode.arch;

import rhapsode.bindings.Tape;
import rhapsode.bindings.Tensor;
import rhapsode.block.Step;
import rhapsode.context.distance.Distance;
import rhapsode.context.rotation.Rotation;
import rhapsode.context.sight.Sight;

/** A model's computation: one step of it, written onto a tape. */
public interface Architecture {
  /** Records a step; the result will hold the logits of the wanted rows, (m, vocabulary) F32. */
  Tensor forward(Tape tape, Step step);

  /** By what angles positions turn in a layer. */
  Rotation rotation(int layer);

  /** Which keys a query of a layer sees. */
  Sight sight(int layer);

  /** What it costs a key of a layer to be far from the query. */
  Distance distance(int layer);

  /** How many positions a sequence can have, where the model has learned them one by one. */
  int longest();

  /** The number of layers. */
  int layers();

  /** The number of entries in the vocabulary. */
  int vocabularySize();
}
