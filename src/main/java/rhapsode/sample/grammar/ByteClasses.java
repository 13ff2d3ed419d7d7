package rhapsode.sample.grammar;

/**
 * Classes of bytes that a grammar never tells apart, so that whatever is remembered by byte takes
 * less room.
 *
 * @param of by byte, 0 to 255: its class
 * @param taken by terminal and class: whether the terminal takes its bytes
 * @param count how many classes there are
 */
record ByteClasses(int[] of, boolean[][] taken, int count) {}
