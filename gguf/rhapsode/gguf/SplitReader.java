package rhapsode.gguf;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import rhapsode.RhapsodeException;

/** Maps a file and, where its metadata says that it is a part of a model, the other parts. */
final class SplitReader {
  static final String NUMBER = "split.no"; // from 0
  static final String COUNT = "split.count";
  static final String TENSORS = "split.tensors.count";
  static final Set<String> KEYS = Set.of(NUMBER, COUNT, TENSORS);

  private static final int MOST_NAMED = 5; // of the missing parts, in one sentence

  private SplitReader() {}

  static List<PartReader.Head> read(Path path, Arena arena) {
    PartReader.Head opened = PartReader.read(map(path, 0, arena));
    FileMetadata metadata = new FileMetadata(path, opened.values());
    long count = metadata.integer(COUNT, 1);
    if (count == 0 || count == 1) {
      return List.of(opened);
    }
    SplitName name =
        SplitName.of(path)
            .filter(n -> n.count() == count && n.number() == metadata.integer(NUMBER))
            .orElseThrow(
                () ->
                    new RhapsodeException(
                        path
                            + ": this is part "
                            + (metadata.integer(NUMBER) + 1)
                            + " of "
                            + count
                            + " of a model, but its name does not say so; give it back a name that"
                            + " ends in -00001-of-00003.gguf, with its numbers"));
    checkPresent(name);
    List<PartReader.Head> heads = new ArrayList<>();
    for (int i = 0; i < name.count(); i++) {
      heads.add(part(name, i, arena));
    }
    checkTensors(heads);
    return heads;
  }

  private static void checkPresent(SplitName name) {
    List<String> missing =
        IntStream.range(0, name.count())
            .mapToObj(name::part)
            .filter(part -> !Files.exists(part))
            .map(part -> part.getFileName().toString())
            .toList();
    if (!missing.isEmpty()) {
      int more = missing.size() - MOST_NAMED;
      throw new RhapsodeException(
          "of the "
              + name.count()
              + " parts of "
              + name.prefix()
              + ", "
              + missing.stream().limit(MOST_NAMED).collect(Collectors.joining(", "))
              + (more > 0 ? " and " + more + " more" : "")
              + (missing.size() == 1 ? " is" : " are")
              + " missing; put all parts into the same folder");
    }
  }

  private static PartReader.Head part(SplitName name, int number, Arena arena) {
    Path path = name.part(number);
    PartReader.Head head = PartReader.read(map(path, number, arena));
    FileMetadata metadata = new FileMetadata(path, head.values());
    long saidNumber = metadata.integer(NUMBER);
    long saidCount = metadata.integer(COUNT);
    if (saidNumber != number || saidCount != name.count()) {
      throw new RhapsodeException(
          path
              + ": by its metadata this is part "
              + (saidNumber + 1)
              + " of "
              + saidCount
              + ", not what its name says; fetch the parts again");
    }
    return head;
  }

  private static void checkTensors(List<PartReader.Head> heads) {
    PartReader.Head first = heads.getFirst();
    Path path = first.part().path();
    long found = heads.stream().mapToLong(head -> head.tensors().size()).sum();
    long said = new FileMetadata(path, first.values()).integer(TENSORS, found);
    if (said != found) {
      throw new RhapsodeException(
          path
              + ": the model is said to have "
              + said
              + " tensors in all, and its "
              + heads.size()
              + " parts have "
              + found
              + "; fetch the parts again");
    }
  }

  private static Part map(Path path, int number, Arena arena) {
    if (Files.isDirectory(path)) {
      throw new RhapsodeException(path + ": this is a folder; name the GGUF file in it");
    }
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      throw new RhapsodeException(
          path + ": this is a device or a pipe, which cannot be mapped; name a file");
    }
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      MemorySegment segment = channel.map(MapMode.READ_ONLY, 0, channel.size(), arena);
      return new Part(number, path, segment);
    } catch (NoSuchFileException e) {
      throw new RhapsodeException(path + ": there is no such file; check the path", e);
    } catch (AccessDeniedException e) {
      throw new RhapsodeException(
          path + ": you have no permission to read this file; change its rights", e);
    } catch (IOException e) {
      throw new RhapsodeException(path + ": the file cannot be read: " + e.getMessage(), e);
    }
  }
}
