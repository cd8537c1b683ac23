package dev.jong.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataBackupTest {
    @TempDir private Path folder = Path.of("");

    private Path data() {
        return folder.resolve("data");
    }

    private Path elsewhere() {
        return folder.resolve("elsewhere");
    }

    private Path file() {
        return folder.resolve("backup");
    }

    private static byte[] bytes(int number) {
        return new byte[] {(byte) number};
    }

    private LogStore open(Path at) {
        return LogStore.open(at, StoreOptions.DEFAULT);
    }

    @Test
    void bringsBackWhatThereWasAndRefusesEveryOlderRevision() throws IOException {
        long before;
        try (var store = open(data())) {
            store.write(new Write.Create("/a", bytes(1)));
            store.write(new Write.Create("/gone", bytes(1)));
            store.write(new Write.Delete("/gone", 3));
            store.write(new Write.Update("/a", bytes(2), 2));
            store.write(
                    new Write.Create("/leased", bytes(3), store.grantLease(Duration.ofHours(1))));
            var saved = DataBackup.save(data(), file());
            before = store.revision();
            assertThat(saved).isEqualTo(new DataBackup.Content(before, 2));
            store.write(new Write.Create("/later", bytes(1)));
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        assertThat(DataBackup.isBackup(file())).isTrue();
        assertThat(DataBackup.check(file())).isEqualTo(new DataBackup.Content(before, 2));

        DataBackup.restore(file(), elsewhere());
        try (var store = open(elsewhere())) {
            assertThat(store.get("/a").orElseThrow().value()).isEqualTo(bytes(2));
            assertThat(store.get("/a").orElseThrow().revision()).isEqualTo(5);
            assertThat(store.get("/gone")).isEmpty();
            assertThat(store.get("/later")).isEmpty();
            assertThat(store.revision()).isEqualTo(before + 1_000_000_000L);
            // What a client saw after the backup, too.
            assertThat(store.range(RangeRequest.all("/").at(before + 1)))
                    .isInstanceOf(RangeResult.Compacted.class);
            assertThat(store.keepLeaseAlive(store.get("/leased").orElseThrow().lease())).isTrue();
            store.write(new Write.Update("/a", bytes(4), 5));
            assertThat(store.get("/a").orElseThrow().revision()).isEqualTo(before + 1_000_000_001L);
        }
        try (var again = open(elsewhere())) {
            assertThat(again.get("/a").orElseThrow().value()).isEqualTo(bytes(4));
        }
    }

    /// With log files that come and go all the time.
    @Test
    void holdsEveryWriteThatWasAnsweredBeforeWhileOthersGoOn() throws Exception {
        var options = StoreOptions.DEFAULT.withSegmentBytes(40_000).withHistory(Duration.ZERO, 10);
        try (var store = LogStore.open(data(), options)) {
            var over = new AtomicBoolean();
            var answered = new ArrayList<String>(); // guarded by itself
            var writer =
                    Thread.ofVirtual()
                            .start(() -> {
                                for (var i = 0; !over.get(); i++) {
                                    var key = "/" + i % 500;
                                    var there = store.get(key).map(Entry::revision).orElse(0L);
                                    store.write(
                                            there == 0
                                                    ? new Write.Create(key, new byte[100])
                                                    : new Write.Update(key, new byte[100], there));
                                    synchronized (answered) {
                                        answered.add(key);
                                    }
                                }
                            });
            for (var round = 0; round < 5; round++) {
                List<String> before;
                do {
                    Thread.onSpinWait();
                    synchronized (answered) {
                        before = List.copyOf(answered);
                    }
                } while (before.size() < 50 * (round + 1));
                var least = store.revision();
                Files.deleteIfExists(file());
                assertThat(DataBackup.save(data(), file()).revision())
                        .isGreaterThanOrEqualTo(least);
                var restored = folder.resolve("restored-" + round);
                DataBackup.restore(file(), restored);
                try (var other = open(restored)) {
                    for (var key : before) {
                        assertThat(other.get(key)).isPresent();
                    }
                }
            }
            over.set(true);
            writer.join();
        }
        try (var left = Files.list(folder)) {
            assertThat(left).noneMatch(each -> each.toString().contains(".backup"));
        }
    }

    @Test
    void refusesAnythingButAWholeBackupAndAnEmptyPlace() throws IOException {
        try (var store = open(data())) {
            store.write(new Write.Create("/a", bytes(1)));
        }
        DataBackup.save(data(), file());
        assertThatThrownBy(() -> DataBackup.restore(file(), data()))
                .isInstanceOf(StoreException.Unusable.class)
                .hasMessageContaining("there is a store already");
        assertThatThrownBy(() -> DataBackup.save(elsewhere(), folder.resolve("other")))
                .isInstanceOf(StoreException.Unusable.class);

        var whole = Files.readAllBytes(file());
        for (var at = 0; at < whole.length; at++) {
            var broken = whole.clone();
            broken[at] ^= 4;
            Files.write(file(), broken);
            assertThatThrownBy(() -> DataBackup.check(file())).isInstanceOf(StoreException.class);
        }
        Files.write(file(), java.util.Arrays.copyOf(whole, whole.length - 1));
        assertThatThrownBy(() -> DataBackup.check(file())).isInstanceOf(StoreException.class);
        Files.write(file(), bytes(1));
        assertThat(DataBackup.isBackup(file())).isFalse();
    }

    @Test
    void keepsRevisionsOfEntriesThatCameFromElsewhere() {
        var entry = new Entry("/a", bytes(7), 40, 50, 3, 9);
        DataBackup.make(data(), 60, List.of(entry), 3600);
        try (var store = open(data())) {
            assertThat(store.get("/a")).contains(entry);
            assertThat(store.revision()).isEqualTo(60);
            assertThat(store.compactedRevision()).isEqualTo(60);
            assertThat(store.keepLeaseAlive(9)).isTrue();
        }
    }
}
