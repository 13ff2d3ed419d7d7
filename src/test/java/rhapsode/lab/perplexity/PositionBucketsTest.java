package rhapsode.lab.perplexity;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class PositionBucketsTest {
  @Test
  void aTargetFallsWhereItsPositionLies() {
    PositionBuckets buckets = new PositionBuckets(64, 20);
    for (int position = 10; position < 64; position++) {
      buckets.add(new ScoredTarget(0, position, position, 7, position));
    }
    List<PositionBuckets.Bucket> filled = buckets.filled();
    assertEquals(
        List.of(8, 16, 20, 24, 32, 40, 48, 56),
        filled.stream().map(PositionBuckets.Bucket::from).toList());
    assertEquals(
        List.of(false, false, true, true, true, true, true, true),
        filled.stream().map(PositionBuckets.Bucket::beyond).toList());
    assertEquals(6, filled.getFirst().estimate().count());
    assertEquals(12.5, filled.getFirst().estimate().mean());
    assertEquals(17.5, filled.get(1).estimate().mean());
    assertEquals(59.5, filled.getLast().estimate().mean());
  }
}
