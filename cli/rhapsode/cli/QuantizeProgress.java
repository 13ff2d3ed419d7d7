package rhapsode.cli;

import java.io.PrintWriter;
import rhapsode.lab.quantize.PlannedTensor;
import rhapsode.lab.quantize.Quantization;
import rhapsode.lab.quantize.QuantizePlan;

/** Shows how far a quantization is, and which tensor it is at. */
final class QuantizeProgress implements Quantization.Listener {
  private final QuarterProgress progress;
  private final int count;
  private PlannedTensor current;
  private int number;

  QuantizeProgress(PrintWriter err, QuantizePlan plan) {
    progress = new QuarterProgress(err, "quantize", plan.elements());
    count = plan.tensors().size();
  }

  @Override
  public void begin(PlannedTensor tensor) {
    current = tensor;
    number++;
  }

  @Override
  public void progress(long elements) {
    progress.show(elements, this::words);
  }

  private String words() {
    return "%d of %d, %s %s -> %s"
        .formatted(number, count, current.source().name(), current.source().type(), current.type());
  }
}
