package dev.jong.store;

import static dev.jong.store.Stores.bytes;
import static dev.jong.store.Stores.create;
import static dev.jong.store.Stores.delete;
import static dev.jong.store.Stores.keys;
import static dev.jong.store.Stores.large;
import static dev.jong.store.Stores.text;
import static dev.jong.store.Stores.update;
import static dev.jong.store.Stores.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecoveryTest {
    @TempDir Path directory;

    private Path log(long number) {
        return directory.resolve("%016d.log".formatted(number));
    }

    @Test
    void findsEverythingAgain() throws InterruptedException {
        long lease;
        try (var store = Stores.open(directory)) {
            var a = create(store, "/a", "1");
            update(store, "/a", "2", a);
            delete(store, "/b", create(store, "/b", "x"));
            lease = store.grantLease(java.time.Duration.ofHours(1));
            store.write(new Write.Create("/leased", bytes("l"), lease));
        }
        try (var store = Stores.open(directory)) {
            assertThat(store.revision()).isEqualTo(6);
            assertThat(keys(store.range(RangeRequest.all("/")))).containsExactly("/a", "/leased");
            assertThat(values(store.range(RangeRequest.all("/b").at(4)))).containsExactly("x");
            assertThat(Stores.events(store.watch("/", 2), 5)).hasSize(5);
            assertThat(store.revokeLease(lease)).isTrue();
        }
        try (var store = Stores.open(directory)) {
            assertThat(keys(store.range(RangeRequest.all("/")))).containsExactly("/a");
            assertThat(store.get("/a").orElseThrow())
                    .satisfies(entry -> {
                        assertThat(text(entry)).isEqualTo("2");
                        assertThat(entry.version()).isEqualTo(2);
                        assertThat(entry.createRevision()).isEqualTo(2);
                    });
        }
    }

    @Test
    void cutsATornWriteAtWhateverByteItEnds() throws IOException {
        try (var store = Stores.open(directory)) {
            create(store, "/a", "kept");
        }
        var kept = Files.size(log(1));
        try (var store = Stores.open(directory)) {
            create(store, "/b", "torn");
        }
        var whole = Files.readAllBytes(log(1));
        for (var length = (int) kept; length < whole.length; length++) {
            Files.write(log(1), java.util.Arrays.copyOf(whole, length));
            try (var store = Stores.open(directory)) {
                assertThat(keys(store.range(RangeRequest.all("/")))).containsExactly("/a");
                create(store, "/c", "after");
            }
            try (var store = Stores.open(directory)) {
                assertThat(keys(store.range(RangeRequest.all("/")))).containsExactly("/a", "/c");
            }
        }
    }

    @Test
    void cutsALastWriteOfWhichSeveralBitsAreWrong() throws IOException {
        try (var store = Stores.open(directory)) {
            create(store, "/a", "kept");
        }
        var kept = (int) Files.size(log(1));
        try (var store = Stores.open(directory)) {
            create(store, "/b", "torn");
        }
        var whole = Files.readAllBytes(log(1));
        for (var at = kept; at < whole.length; at++) {
            var broken = whole.clone();
            broken[at] ^= 0x55;
            Files.write(log(1), broken);
            try (var store = Stores.open(directory)) {
                assertThat(keys(store.range(RangeRequest.all("/")))).containsExactly("/a");
            }
        }
    }

    @Test
    void refusesALastWriteOfWhichOneBitIsWrong() throws IOException {
        try (var store = Stores.open(directory)) {
            create(store, "/a", "kept");
        }
        var kept = (int) Files.size(log(1));
        try (var store = Stores.open(directory)) {
            create(store, "/b", "answered");
        }
        var whole = Files.readAllBytes(log(1));
        for (var bit = 8 * kept; bit < 8 * whole.length; bit++) {
            var broken = whole.clone();
            broken[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(log(1), broken);
            assertThatThrownBy(() -> Stores.open(directory))
                    .isInstanceOf(StoreException.Corrupted.class)
                    .hasMessageStartingWith(log(1) + " is damaged at offset " + kept);
        }
    }

    @Test
    void refusesDamageBeforeTheEndWithFileAndOffset() throws IOException {
        try (var store = Stores.open(directory)) {
            create(store, "/a", "1");
            create(store, "/b", "2");
            create(store, "/c", "3");
        }
        var whole = Files.readAllBytes(log(1));
        whole[LogFile.HEADER + 20] ^= 1;
        Files.write(log(1), whole);
        assertThatThrownBy(() -> Stores.open(directory))
                .isInstanceOf(StoreException.Corrupted.class)
                .hasMessage(
                        log(1)
                                + " is damaged at offset 16: `jong store repair` says what can be saved; or restore the data directory from a backup");
    }

    @Test
    void goesOnFromASnapshotTakenAmongWrites() throws Exception {
        var options = StoreOptions.DEFAULT.withSegmentBytes(20_000);
        var expected = new HashMap<String, String>();
        try (var store = LogStore.open(directory, options)) {
            var writers = new ArrayList<Thread>();
            for (var w = 0; w < 8; w++) {
                var key = "/k" + w;
                expected.put(key, "199");
                writers.add(
                        Thread.ofVirtual()
                                .start(() -> {
                                    var revision =
                                            Stores.done(
                                                    store.write(new Write.Create(key, large("0"))));
                                    for (var i = 1; i < 200; i++) {
                                        revision =
                                                Stores.done(
                                                        store.write(
                                                                new Write.Update(
                                                                        key,
                                                                        large("" + i),
                                                                        revision)));
                                    }
                                }));
            }
            for (var i = 0; i < 5; i++) {
                store.snapshot();
                store.compact(store.revision() - 10);
            }
            for (var thread : writers) {
                thread.join();
            }
            store.compact(store.revision());
            store.snapshot();
            create(store, "/after", "snapshot");
            expected.put("/after", "snapshot");
        }
        try (var files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString().replaceAll(".*\\.", "")))
                    .containsExactlyInAnyOrder("lock", "snapshot", "log");
        }
        try (var store = LogStore.open(directory, options)) {
            var found = new HashMap<String, String>();
            Stores.found(store.range(RangeRequest.all("/")))
                    .entries()
                    .forEach(e -> found.put(e.key(), text(e)));
            assertThat(found).isEqualTo(expected);
            assertThat(store.revision()).isEqualTo(1602);
        }
    }

    @Test
    void refusesADamagedSnapshotAndAMissingLog() throws IOException {
        try (var store = Stores.open(directory)) {
            create(store, "/a", "1");
            store.snapshot();
            create(store, "/b", "1");
        }
        var snapshot = SnapshotFile.path(directory, 2);
        var whole = Files.readAllBytes(snapshot);
        var broken = whole.clone();
        broken[broken.length - 1] ^= 1;
        Files.write(snapshot, broken);
        assertThatThrownBy(() -> Stores.open(directory))
                .isInstanceOf(StoreException.Corrupted.class)
                .hasMessageStartingWith(snapshot + " is damaged at offset ");
        Files.write(snapshot, whole);
        Files.delete(log(2));
        assertThatThrownBy(() -> Stores.open(directory))
                .isInstanceOf(StoreException.Corrupted.class)
                .hasMessageStartingWith(log(2) + " is missing");
    }
}
