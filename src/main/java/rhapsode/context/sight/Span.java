package rhapsode.context.sight;

/**
 * Keys that a query sees, side by side in an order of positions.
 *
 * @param order which of the sight's orders
 * @param first the first of them, as an index into the order
 * @param end the one after the last
 */
public record Span(int order, int first, int end) {}
