package rhapsode.run;

import rhapsode.RhapsodeException;
import rhapsode.arch.Architecture;
import rhapsode.arch.Network;

/** Which tokens a sequence takes. */
final class Admission {
  private Admission() {}

  /** Refuses tokens that can't follow {@code held} others in a context. */
  static void requireFit(Architecture architecture, int[] ids, int held, int context) {
    if (ids.length == 0) {
      throw new RhapsodeException("there is no token to feed; give a text or ids");
    }
    requireKnown(architecture, ids);
    if (ids.length > context - held) {
      throw new ContextFullException(held, ids.length, context);
    }
  }

  /** Refuses tokens that are not in the vocabulary. */
  static void requireKnown(Network network, int[] ids) {
    for (int id : ids) {
      if (id < 0 || id >= network.vocabularySize()) {
        throw new RhapsodeException(
            "token id %d is outside the vocabulary, 0 to %d"
                .formatted(id, network.vocabularySize() - 1));
      }
    }
  }

  /** Refuses a prompt that is seen in both directions and does not fit a step of {@code most}. */
  static void requirePromptAtOnce(Model model, int[] prompt, int most) {
    if (prompt.length > most) {
      throw new RhapsodeException(
          "%s sees its prompt in both directions and so takes it as one step: the prompt has %,d tokens, a step up to %,d; give a larger --batch-size"
              .formatted(model.path(), prompt.length, most));
    }
  }

  /** Refuses to ask what a model predicts within a prompt that it sees in both directions. */
  static RhapsodeException noPrediction(Model model) {
    return new RhapsodeException(
        "%s sees its prompt in both directions, so what it says of tokens there is no prediction; feed a prompt first, then score what follows"
            .formatted(model.path()));
  }
}
