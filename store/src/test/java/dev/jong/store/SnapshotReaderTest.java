package dev.jong.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Snapshots that are large enough to be read ahead, one value larger than what is read ahead.
class SnapshotReaderTest {
    private static final int VALUES = 300;
    private static final int HUGE = 5 * Disk.PIECE;
    private static final long LOG = 7;

    @TempDir Path directory;

    private final MachineDisk disk = new MachineDisk();
    private final State written = new State(1);

    private void fill(int largest) {
        var random = new Random(3);
        var revision = 1L;
        for (var i = 0; i < VALUES; i++) {
            var value = new byte[i == VALUES / 3 ? largest : random.nextInt(150_000)];
            random.nextBytes(value);
            var history = written.index.obtain("/" + i);
            var version = Version.put(history, ++revision, revision, 1, 0, value);
            written.apply(new State.Change(revision, List.of(version), null));
        }
        written.publish(revision);
    }

    private Path write(int largest) throws IOException {
        fill(largest);
        var snapshot = new Snapshot(written.revision(), LOG, List.of(new Leases.Grant(5, 60)));
        SnapshotFile.write(disk, directory, snapshot, written.index);
        return SnapshotFile.path(directory, LOG);
    }

    private State read(Disk from) throws IOException {
        return SnapshotReader.read(
                from, SnapshotFile.path(directory, LOG), LOG, InstantSource.system());
    }

    /// Entries with their values' hash: values themselves are too much to be compared by AssertJ.
    private static List<List<Object>> entries(State state) {
        var all = new ArrayList<List<Object>>();
        for (var key : state.index.all()) {
            var entry = Objects.requireNonNull(key.at(state.revision())).entry();
            all.add(
                    List.of(
                            entry.key(),
                            entry.revision(),
                            entry.value().length,
                            Arrays.hashCode(entry.value())));
        }
        return all;
    }

    private void assertHoldsAll(State state) {
        assertThat(state.revision()).isEqualTo(written.revision());
        assertThat(entries(state)).hasSize(VALUES).isEqualTo(entries(written));
        assertThat(state.leases.grants()).containsExactly(new Leases.Grant(5, 60));
    }

    @Test
    void readsWhatWasWritten() throws IOException {
        write(HUGE);
        assertHoldsAll(read(disk));
    }

    @Test
    void readsAllOfItAheadWhereNoValueIsHuge() throws IOException {
        write(Disk.PIECE);
        assertHoldsAll(
                read(
                        new DiskAround(disk) {
                            @Override
                            ByteBuffer view(Path path, OpenFile file, long at, long length) {
                                throw new AssertionError("read again from " + at);
                            }
                        }));
    }

    @Test
    void goesOnInTheUsualWayWhereReadingAheadFails() throws IOException {
        write(HUGE);
        assertHoldsAll(
                read(
                        new DiskAround(disk) {
                            @Override
                            int read(Path path, OpenFile file, ByteBuffer into, long at)
                                    throws IOException {
                                if (at >= 3L * Disk.PIECE) {
                                    throw new IOException("Input/output error");
                                }
                                return super.read(path, file, into, at);
                            }
                        }));
    }

    @Test
    void findsDamageWhereverItIs() throws IOException {
        var path = write(HUGE);
        var whole = Files.readAllBytes(path);
        for (var at : new int[] {100, 3 * Disk.PIECE, whole.length / 2, whole.length - 20}) {
            var damaged = whole.clone();
            damaged[at] ^= 4;
            Files.write(path, damaged);
            assertThatThrownBy(() -> read(disk))
                    .as("a bit turned at %d", at)
                    .isInstanceOfSatisfying(
                            StoreException.Corrupted.class,
                            corrupted -> assertThat(corrupted.offset()).isLessThanOrEqualTo(at));
        }
        Files.write(path, Arrays.copyOf(whole, whole.length - 9));
        assertThatThrownBy(() -> read(disk)).isInstanceOf(StoreException.Corrupted.class);
    }
}
