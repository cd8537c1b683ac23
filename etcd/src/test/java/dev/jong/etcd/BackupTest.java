package dev.jong.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.store.Write;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupTest {
    @TempDir Path directory;

    @Test
    void savesWhatAnotherEtcdGoesOnWith() throws Exception {
        var file = directory.resolve("snapshot.db");
        long revision;
        try (var etcd = LocalEtcd.start(directory.resolve("one"), 1);
                var store = EtcdStore.open(etcd.options())) {
            for (var i = 0; i < 50; i++) {
                store.write(new Write.Create("/k/" + i, new byte[1000]));
            }
            revision = store.revision();
            store.save(file);
        }
        assertThat(Backup.isWhole(file)).isTrue();
        assertThat(directory.toFile().list()).doesNotContain("snapshot.db.part");

        var restored = directory.resolve("two");
        try (var etcd = LocalEtcd.restore(file, restored);
                var store = EtcdStore.open(etcd.options())) {
            assertThat(store.count("/k/")).isEqualTo(50);
            assertThat(store.revision()).isGreaterThanOrEqualTo(revision);
            store.write(new Write.Create("/k/after", new byte[1]));
        }

        var damaged = Files.readAllBytes(file);
        damaged[damaged.length / 2] ^= 1;
        Files.write(file, damaged);
        assertThat(Backup.isWhole(file)).isFalse();
        Files.write(file, new byte[100]);
        assertThat(Backup.isWhole(file)).isFalse();
    }
}
