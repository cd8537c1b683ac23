package dev.jong.store;

import static dev.jong.store.Stores.create;
import static dev.jong.store.Stores.keys;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataRepairTest {
    @TempDir Path folder;
    private Path data;
    private Path backup;

    @BeforeEach
    void fill() throws IOException {
        data = folder.resolve("data");
        backup = folder.resolve("backup");
        try (var store = LogStore.open(data, StoreOptions.DEFAULT.withSegmentBytes(100))) {
            create(store, "/a", "1");
            store.snapshot();
            create(store, "/b", "2".repeat(100));
            create(store, "/c", "3".repeat(100));
            create(store, "/d", "4".repeat(100));
        }
    }

    private Path log(long number) {
        return LogFile.path(data, number);
    }

    @Test
    void findsNothingWrongInAStoreThatIsWell() {
        assertThat(DataCheck.check(data))
                .noneMatch(DataCheck.Finding::damaged)
                .extracting(DataCheck.Finding::what)
                .containsExactly(
                        "everything at revision 2",
                        "revisions 3 to 3",
                        "revisions 4 to 4",
                        "revisions 5 to 5");
        assertThat(DataRepair.repair(data, backup)).isEmpty();
        assertThat(backup).doesNotExist();
    }

    @Test
    void refusesAStoreThatIsOpenAndAFolderWithoutOne() {
        try (var _ = Stores.open(data)) {
            assertThatThrownBy(() -> DataCheck.check(data))
                    .isInstanceOf(StoreException.InUse.class);
            assertThatThrownBy(() -> DataRepair.repair(data, backup))
                    .isInstanceOf(StoreException.InUse.class);
        }
        assertThatThrownBy(() -> DataCheck.check(folder.resolve("none")))
                .isInstanceOf(StoreException.Unusable.class)
                .hasMessageStartingWith("there is no store in ");
    }

    @Test
    void turnsABitBackAndLosesNothing() throws IOException {
        for (var file : new Path[] {log(3), SnapshotFile.path(data, 2)}) {
            var bytes = Files.readAllBytes(file);
            var end = bytes.length;
            while (bytes[end - 1] == 0) {
                end--;
            }
            for (var at : new int[] {end - 1, end - 12, 26}) {
                var broken = bytes.clone();
                broken[at] ^= 4;
                Files.write(file, broken);
                assertThatThrownBy(() -> Stores.open(data))
                        .isInstanceOf(StoreException.Corrupted.class);
                assertThat(DataCheck.check(data))
                        .filteredOn(DataCheck.Finding::damaged)
                        .extracting(DataCheck.Finding::file)
                        .contains(file);
                assertThat(DataRepair.repair(data, backup))
                        .contains(
                                file
                                        + ": one bit at offset "
                                        + at
                                        + " was turned back; nothing is lost");
                assertThat(file).hasBinaryContent(bytes);
                Files.delete(backup.resolve(file.getFileName()));
            }
        }
    }

    @Test
    void cutsTheLogWhereItIsDamagedAndKeepsACopy() throws IOException {
        var bytes = Files.readAllBytes(log(3));
        var broken = bytes.clone();
        broken[LogFile.HEADER + 20] ^= 0x55;
        Files.write(log(3), broken);
        var lost = Files.readAllBytes(log(4));
        assertThat(DataRepair.repair(data, backup))
                .contains(
                        "%s: cut at offset 16; its last %d bytes are lost, and every change after them"
                                .formatted(log(3), broken.length - 16),
                        data + ": opens again and ends at revision 3");
        assertThat(backup.resolve(log(3).getFileName())).hasBinaryContent(broken);
        assertThat(backup.resolve(log(4).getFileName())).hasBinaryContent(lost);
        assertThat(DataCheck.check(data)).noneMatch(DataCheck.Finding::damaged);
        try (var store = Stores.open(data)) {
            assertThat(keys(store.range(RangeRequest.all("/")))).containsExactly("/a", "/b");
        }
    }

    @Test
    void doesNotPretendToRepairASnapshotThatIsGone() throws IOException {
        Files.write(SnapshotFile.path(data, 2), new byte[100]);
        assertThatThrownBy(() -> DataRepair.repair(data, backup))
                .isInstanceOf(StoreException.Corrupted.class)
                .hasMessageContaining("cannot be repaired");
    }
}
