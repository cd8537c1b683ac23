package dev.jong.store;

import static dev.jong.store.Stores.bytes;
import static dev.jong.store.Stores.create;
import static dev.jong.store.Stores.keys;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FailingDiskTest {
    private static final Path DIRECTORY = Path.of("/data");

    private final SimulatedDisk disk = new SimulatedDisk(new Random(1));

    private LogStore open() {
        return LogStore.open(disk, DIRECTORY, StoreOptions.DEFAULT, Parts.SOUND);
    }

    @Test
    void turnsReadOnlyWhileTheDiskIsFullAndLosesNothing() {
        try (var store = open()) {
            create(store, "/a", "1");
            disk.space(0);
            disk.fates(_ -> new SimulatedDisk.Fate.Fails("No space left on device"));
            for (var i = 0; i < 2; i++) {
                assertThatThrownBy(() -> store.write(new Write.Create("/b", bytes("2"))))
                        .isInstanceOf(StoreException.ReadOnly.class)
                        .hasMessage(
                                "the store is read-only, because its log cannot be written"
                                        + " (No space left on device): free disk space, then it goes on by itself");
            }
            assertThat(store.trouble()).isPresent();
            assertThat(store.revision()).isEqualTo(2);
            assertThat(store.get("/b")).isEmpty();
            disk.fates(_ -> SimulatedDisk.WORKS);
            disk.space(Long.MAX_VALUE);
            store.keepUp();
            assertThat(store.trouble()).as("without a write that tries it").isEmpty();
            create(store, "/c", "3");
            disk.stop();
        }
        disk.restart();
        try (var store = open()) {
            assertThat(keys(store.range(RangeRequest.all("/")))).containsExactly("/a", "/c");
        }
    }

    /// A force that fails may have dropped what it was to make durable, and the next one succeeds.
    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            names = {"APPEND_BATCH", "FORCE_BATCH"})
    void trustsNothingThatAFailedOperationLeft(Step step) {
        for (var seed = 0; seed < 20; seed++) {
            var failing = new SimulatedDisk(new Random(seed));
            try (var store = LogStore.open(failing, DIRECTORY, StoreOptions.DEFAULT, Parts.SOUND)) {
                create(store, "/a", "1");
                failing.fates(each ->
                        each == step
                                ? new SimulatedDisk.Fate.Fails("Input/output error")
                                : SimulatedDisk.WORKS);
                assertThatThrownBy(() -> create(store, "/lost", "-".repeat(2000)))
                        .isInstanceOf(StoreException.ReadOnly.class)
                        .hasMessageContaining("Input/output error");
                failing.fates(_ -> SimulatedDisk.WORKS);
                assertThat(create(store, "/b", "2")).isEqualTo(3);
                failing.stop();
            }
            failing.restart();
            try (var store = LogStore.open(failing, DIRECTORY, StoreOptions.DEFAULT, Parts.SOUND)) {
                assertThat(keys(store.range(RangeRequest.all("/")))).containsExactly("/a", "/b");
                assertThat(create(store, "/c", "3")).isEqualTo(4);
            }
        }
    }

    @Test
    void goesOnWritingWhenTheDiskTakesALittleAtATime() {
        disk.fates(_ -> new SimulatedDisk.Fate.WritesLess());
        try (var store = open()) {
            create(store, "/a", "-".repeat(5000));
            disk.stop();
        }
        disk.restart();
        try (var store = open()) {
            assertThat(store.get("/a").orElseThrow().value()).hasSize(5000);
        }
    }

    @Test
    void goesOnHoweverOftenANewLogFileCannotBeMade() {
        var options = StoreOptions.DEFAULT.withSegmentBytes(100);
        try (var store = LogStore.open(disk, DIRECTORY, options, Parts.SOUND)) {
            for (var time = 0; time < 4; time++) {
                create(store, "/" + time, "-".repeat(100));
                disk.fates(each ->
                        each == Step.FORCE_NAMES
                                ? new SimulatedDisk.Fate.Fails("Input/output error")
                                : SimulatedDisk.WORKS);
                assertThatThrownBy(() -> create(store, "/lost", "1"))
                        .isInstanceOf(StoreException.ReadOnly.class);
                disk.fates(_ -> SimulatedDisk.WORKS);
            }
            create(store, "/4", "2");
            assertThat(keys(store.range(RangeRequest.all("/"))))
                    .containsExactly("/0", "/1", "/2", "/3", "/4");
        }
    }

    @Test
    void keepsTheOldSnapshotWhenANewOneCannotBeWritten() throws Exception {
        try (var store = open()) {
            create(store, "/a", "1");
            store.snapshot();
            create(store, "/b", "2");
            disk.fates(each ->
                    each == Step.WRITE_SNAPSHOT
                            ? new SimulatedDisk.Fate.Fails("No space left on device")
                            : SimulatedDisk.WORKS);
            assertThatThrownBy(store::snapshot).hasMessage("No space left on device");
            create(store, "/c", "3");
            disk.stop();
        }
        disk.restart();
        try (var store = open()) {
            assertThat(keys(store.range(RangeRequest.all("/")))).containsExactly("/a", "/b", "/c");
        }
    }
}
