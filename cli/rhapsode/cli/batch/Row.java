package rhapsode.cli.batch;

import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/**
 * One prompt of a file as it stands there.
 *
 * @param line where it begins, from 1
 * @param content its fields; asking for them throws {@link rhapsode.RhapsodeException} where they
 *     can't be read
 */
record Row(long line, Supplier<ObjectNode> content) {}
