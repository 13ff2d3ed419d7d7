package rhapsode.cli;

import java.util.Locale;
import rhapsode.lab.perplexity.Estimate;
import rhapsode.lab.perplexity.PairPerplexity;
import rhapsode.run.Model;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What {@code perplexity --pairs} prints. */
record PairsReport(Model model, int context, PairPerplexity measured) {
  /** One line for people. */
  String line() {
    Estimate estimate = measured.estimate();
    return String.format(
        Locale.ROOT,
        "%d pairs, %d tokens scored: perplexity %.4f +/- %.5f, %.4f bits/byte",
        measured.pairs(),
        estimate.count(),
        estimate.perplexity(),
        estimate.error(),
        estimate.bitsPerByte(measured.bytes()));
  }

  /** One object. */
  String json() {
    Estimate estimate = measured.estimate();
    ObjectNode object = JsonMapper.shared().createObjectNode();
    object.put("perplexity", estimate.perplexity());
    if (Double.isFinite(estimate.error())) {
      object.put("error", estimate.error());
    } else {
      object.putNull("error");
    }
    return object
        .put("pairs", measured.pairs())
        .put("tokens", estimate.count())
        .put("mean_loss", estimate.mean())
        .put("bytes", measured.bytes())
        .put("bits_per_byte", estimate.bitsPerByte(measured.bytes()))
        .put("definition", "pairs")
        .put("context", context)
        .put("model", model.path().toString())
        .put("isa", model.device().isa())
        .put("threads", model.device().threads())
        .toString();
  }
}
