package dev.jong.cluster.datastore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.jong.apiserver.config.ServerFlags;
import dev.jong.cluster.ClusterConfig;
import dev.jong.cluster.ClusterException;
import dev.jong.cluster.Home;
import dev.jong.cluster.LoopbackNetwork;
import dev.jong.cluster.pki.CommonFiles;
import dev.jong.cluster.pki.PkiFolder;
import dev.jong.cluster.pki.ServerToken;
import dev.jong.etcd.EtcdOptions;
import dev.jong.etcd.EtcdStore;
import dev.jong.etcd.Members;
import dev.jong.foundation.Lifecycle;
import dev.jong.store.Write;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Servers that run members of one etcd, each on a loopback address of its own.
final class OwnEtcdTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final InstantSource CLOCK = InstantSource.system();

    @TempDir private Path folder;

    private Home home(int server) {
        var home = new Home(folder.resolve("server-" + server));
        home.create();
        return home;
    }

    private ClusterConfig config(int server, Datastore datastore) {
        return new ClusterConfig(
                home(server),
                0,
                "s" + server,
                LoopbackNetwork.address(server),
                datastore,
                List.of(),
                ClusterConfig.Extent.CONTROLLERS,
                ServerFlags.NONE);
    }

    private OpenStore open(ClusterConfig config) {
        return OpenStore.open(
                config,
                new PkiFolder(config.home().pki(), CLOCK),
                List.of(config.address().getHostAddress()),
                _ -> {});
    }

    private static void close(OpenStore opened) {
        opened.store().close();
        opened.parts().close();
    }

    @Test
    void growsAndReplacesAMemberThatLostItsData() throws IOException {
        var first = open(config(1, new Datastore.Own()));
        var common = first.common().getFirst();
        first.store().write(new Write.Create("/a", new byte[] {1}));

        var second = join(2, common);
        assertThat(second.store().get("/a")).isPresent();
        assertThat(Files.readString(home(2).pki().resolve("sa.key")))
                .isEqualTo(Files.readString(home(1).pki().resolve("sa.key")));
        assertThat(names(first)).containsExactlyInAnyOrder("s1", "s2");

        var third = join(3, common);
        assertThat(names(first)).containsExactlyInAnyOrder("s1", "s2", "s3");

        close(third);
        delete(home(3).etcd());
        third = join(3, common);
        assertThat(names(first)).containsExactlyInAnyOrder("s1", "s2", "s3");
        third.store().write(new Write.Create("/b", new byte[] {2}));
        assertThat(first.store().get("/b")).isPresent();
        close(third);
        removes("s3", first);
        assertThat(names(first)).containsExactlyInAnyOrder("s1", "s2");
        close(second);
        close(first);
    }

    private static void removes(String name, OpenStore opened) {
        var members = ((EtcdStore) opened.store()).members();
        members.list().stream()
                .filter(each -> each.name().equals(name))
                .forEach(each -> members.remove(each.id()));
    }

    @Test
    void asksForTheTokenOfTheCluster() {
        var first = open(config(1, new Datastore.Own()));
        var other = config(2, new Datastore.Own());
        assertThatThrownBy(() ->
                        CommonFiles.agree(first.store(), other.home(), Optional.empty(), () -> {}))
                .isInstanceOf(ClusterException.Refused.class)
                .hasMessageContaining("--server-token");
        var wrong = ServerToken.parse("ab".repeat(32));
        assertThatThrownBy(() ->
                        CommonFiles.take(other.home(), first.common().getFirst().content(), wrong))
                .isInstanceOf(ClusterException.Refused.class)
                .hasMessageContaining("not that of the cluster");
        close(first);
    }

    @Test
    void bringsItsStateBackFromASnapshot() {
        var config = config(1, new Datastore.Own());
        var first = open(config);
        first.store().write(new Write.Create("/a", new byte[] {1}));
        var snapshots = new Snapshots(home(1));
        var pki =
                new PkiFolder(home(1).pki(), CLOCK)
                        .openEtcd(List.of(LoopbackNetwork.address(1).getHostAddress()));
        var options =
                EtcdOptions.of(
                        OwnEtcd.endpoints(home(1), LoopbackNetwork.address(1)), pki.security());
        var file = snapshots.placeOfEtcd(CLOCK.instant());
        snapshots.save(options, file);
        assertThat(snapshots.list()).singleElement().matches(Snapshots.Kept::whole);
        first.store().write(new Write.Create("/later", new byte[] {1}));
        close(first);

        assertThatThrownBy(() -> snapshots.restore(file, "s1", LoopbackNetwork.address(1), pki))
                .isInstanceOf(ClusterException.Refused.class)
                .hasMessageContaining("move it away");
        assertThat(home(1).etcd().resolve("data").toFile().renameTo(folder.resolve("old").toFile()))
                .isTrue();
        snapshots.restore(file, "s1", LoopbackNetwork.address(1), pki);
        var restored = open(config);
        assertThat(restored.store().get("/a")).isPresent();
        assertThat(restored.store().get("/later")).isEmpty();
        close(restored);
    }

    /// As a server does that has fetched what is common from the API of the first.
    private OpenStore join(int server, CommonFiles.Sealed common) {
        var home = home(server);
        CommonFiles.take(home, common.content(), common.token());
        var pki = new PkiFolder(home.pki(), CLOCK);
        var etcd =
                OwnEtcd.join(
                        home,
                        "s" + server,
                        LoopbackNetwork.address(server),
                        pki.openEtcd(List.of(LoopbackNetwork.address(server).getHostAddress())),
                        LoopbackNetwork.address(1).getHostAddress());
        var parts = new Lifecycle();
        parts.add("etcd", etcd);
        return new OpenStore(etcd.open(), List.of(common), parts);
    }

    private static List<String> names(OpenStore opened) {
        var members = ((EtcdStore) opened.store()).members();
        await().atMost(PATIENCE)
                .until(() -> members.list().stream().noneMatch(each -> each.name().isEmpty()));
        return members.list().stream().map(Members.Member::name).toList();
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
