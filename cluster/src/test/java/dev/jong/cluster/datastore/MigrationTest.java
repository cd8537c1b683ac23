package dev.jong.cluster.datastore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jong.cluster.ClusterException;
import dev.jong.cluster.LoopbackNetwork;
import dev.jong.cluster.machine.Program;
import dev.jong.etcd.EtcdMember;
import dev.jong.etcd.EtcdOptions;
import dev.jong.etcd.EtcdSecurity;
import dev.jong.etcd.EtcdStore;
import dev.jong.etcd.MemberSettings;
import dev.jong.store.Entry;
import dev.jong.store.LogStore;
import dev.jong.store.RangeRequest;
import dev.jong.store.RangeResult;
import dev.jong.store.Store;
import dev.jong.store.StoreOptions;
import dev.jong.store.WatchBatch;
import dev.jong.store.Write;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// From a folder to an etcd and back.
final class MigrationTest {
    private static final int CHANGES = 700;

    @TempDir private Path folder;
    private EtcdMember member;
    private EtcdStore etcd;

    @BeforeEach
    void start() {
        var peer = local(2380);
        member =
                EtcdMember.start(
                        new MemberSettings(
                                Program.find("etcd").orElseThrow(),
                                "one",
                                folder.resolve("etcd"),
                                folder.resolve("etcd.log"),
                                peer,
                                local(2379),
                                List.of("one=" + peer),
                                false,
                                new MemberSettings.Protection.None()));
        etcd =
                EtcdStore.open(
                        EtcdOptions.of(
                                        List.of(member.settings().client()),
                                        new EtcdSecurity.Plain())
                                .withPatience(Duration.ofSeconds(60)));
    }

    @AfterEach
    void stop() {
        etcd.close();
        member.close();
    }

    private static URI local(int port) {
        return URI.create("http://" + LoopbackNetwork.address(20).getHostAddress() + ":" + port);
    }

    private Path data() {
        return folder.resolve("data");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<Entry> entries(Store store) {
        return ((RangeResult.Found) store.range(RangeRequest.all("/registry/")))
                .entries().stream().sorted(Comparator.comparingLong(Entry::revision)).toList();
    }

    private static List<String> texts(List<Entry> entries) {
        return entries.stream()
                .map(entry -> entry.key() + "=" + new String(entry.value(), StandardCharsets.UTF_8))
                .toList();
    }

    private LogStore folderWithACluster() {
        var store = LogStore.open(data(), StoreOptions.DEFAULT);
        for (var i = 0; i < CHANGES; i++) {
            var key = "/registry/" + i * 7 % 30;
            var value = bytes("v" + i);
            var there = store.get(key);
            store.write(
                    there.isEmpty()
                            ? new Write.Create(key, value)
                            : new Write.Update(key, value, there.get().revision()));
        }
        store.write(
                new Write.Delete("/registry/7", store.get("/registry/7").orElseThrow().revision()));
        store.write(
                new Write.Create(
                        "/registry/events/e",
                        bytes("event"),
                        store.grantLease(Duration.ofHours(1))));
        return store;
    }

    @Test
    void goesOnAboveTheRevisionsThatWereGivenOut() throws Exception {
        List<Entry> before;
        long stood;
        try (var store = folderWithACluster()) {
            before = entries(store);
            stood = store.revision();
            assertThatThrownBy(() -> Migration.toEtcd(data(), etcd, _ -> {}))
                    .isInstanceOf(ClusterException.Refused.class)
                    .hasMessageContaining("in use");
        }
        var there = Migration.toEtcd(data(), etcd, _ -> {});
        assertThat(there.entries()).isEqualTo(before.size());
        assertThat(etcd.revision()).as("without a change for each revision").isLessThan(stood);
        var raised = etcd.raised();
        assertThat(texts(entries(raised))).isEqualTo(texts(before));
        assertThat(entries(raised)).allMatch(entry -> entry.revision() > stood);
        var event = raised.get("/registry/events/e").orElseThrow();
        assertThat(raised.keepLeaseAlive(event.lease())).isTrue();
        toldToListAgain(raised, stood);
        assertThatThrownBy(() -> Migration.toEtcd(data(), etcd, _ -> {}))
                .isInstanceOf(ClusterException.Refused.class)
                .hasMessageContaining("holds something already");

        raised.write(new Write.Create("/registry/new", bytes("new")));
        var moved = entries(raised);
        assertThatThrownBy(() -> Migration.toEmbedded(etcd, data()))
                .isInstanceOf(ClusterException.Refused.class)
                .hasMessageContaining("there is a store already");
        var back = folder.resolve("back");
        var again = Migration.toEmbedded(etcd, back);
        assertThat(again.to()).isEqualTo(raised.revision());
        try (var store = LogStore.open(back, StoreOptions.DEFAULT)) {
            assertThat(texts(entries(store))).isEqualTo(texts(moved));
            assertThat(entries(store)).isEqualTo(moved);
            assertThat(store.keepLeaseAlive(event.lease())).isTrue();
            toldToListAgain(store, there.to() - 1);
            // Who saw everything goes on without a gap.
            try (var watch = store.watch("/registry/", again.to() + 1)) {
                store.write(new Write.Create("/registry/next", bytes("next")));
                assertThat(watch.take()).isInstanceOf(WatchBatch.Events.class);
            }
        }
    }

    /// Whoever saw this revision and what came before it.
    private static void toldToListAgain(Store store, long seen) throws InterruptedException {
        try (var watch = store.watch("/registry/", seen + 1)) {
            assertThat(watch.take()).isInstanceOf(WatchBatch.Compacted.class);
        }
    }

    @Test
    void refusesWhatIsEmpty() throws IOException {
        assertThatThrownBy(() -> Migration.toEtcd(data(), etcd, _ -> {}))
                .isInstanceOf(ClusterException.Refused.class)
                .hasMessageContaining("there is no store");
        assertThatThrownBy(() -> Migration.toEmbedded(etcd, data()))
                .isInstanceOf(ClusterException.Refused.class)
                .hasMessageContaining("there is nothing");
        assertThat(Files.exists(data())).isFalse();
    }
}
