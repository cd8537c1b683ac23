package dev.jong.cluster.datastore;

import dev.jong.cluster.ClusterException;
import dev.jong.cluster.Home;
import dev.jong.cluster.machine.Program;
import dev.jong.cluster.pki.EtcdPki;
import dev.jong.etcd.EtcdMember;
import dev.jong.etcd.EtcdOptions;
import dev.jong.etcd.EtcdStore;
import dev.jong.etcd.MemberSettings;
import dev.jong.etcd.Members;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// This server's member of the cluster's own etcd: the program of the distribution's package, with
/// certificates that the servers sign for each other.
public final class OwnEtcd implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(OwnEtcd.class);
    private static final int CLIENT_PORT = 2379;
    private static final int PEER_PORT = 2380;
    private static final Duration TOGETHER = Duration.ofMinutes(3);

    private final Home home;
    private final String name;
    private final InetAddress address;
    private final EtcdPki pki;
    private final EtcdMember member;

    private OwnEtcd(
            Home home, String name, InetAddress address, EtcdPki pki, MemberSettings settings) {
        this.home = home;
        this.name = name;
        this.address = address;
        this.pki = pki;
        this.member = EtcdMember.start(settings);
    }

    /// Begins a new etcd, or goes on with the member that the home has.
    public static OwnEtcd start(Home home, String name, InetAddress address, EtcdPki pki) {
        return new OwnEtcd(home, name, address, pki, first(home, name, address, pki));
    }

    /// The member of an etcd that has no other yet.
    static MemberSettings first(Home home, String name, InetAddress address, EtcdPki pki) {
        var alone = List.of(name + "=" + url(address, PEER_PORT));
        return settings(home, name, address, pki, alone, false);
    }

    /// Joins the etcd that another server has a member of, or goes on with the member that the home
    /// has. One of the same address that lost its data is replaced.
    ///
    /// @param other host of a server that runs
    public static OwnEtcd join(
            Home home, String name, InetAddress address, EtcdPki pki, String other) {
        // Only what has a log is a member; without one, etcd would begin a cluster of its own.
        if (Files.exists(data(home).resolve("member").resolve("wal"))) {
            return start(home, name, address, pki);
        }
        var endpoint = URI.create("https://" + other + ":" + CLIENT_PORT);
        var options =
                EtcdOptions.of(List.of(endpoint), pki.security())
                        .withCompaction(Duration.ZERO)
                        .withPatience(TOGETHER);
        try (var store = EtcdStore.open(options)) {
            var peer = url(address, PEER_PORT);
            for (var present : store.members().list()) {
                if (present.peers().contains(peer)) {
                    log.atInfo()
                            .addKeyValue("member", present.name())
                            .log("Replacing a member of etcd that lost its data");
                    store.members().remove(present.id());
                }
            }
            var cluster = new ArrayList<String>();
            for (var each : store.members().add(peer)) {
                var label = each.peers().contains(peer) ? name : each.name();
                each.peers().forEach(url -> cluster.add(label + "=" + url));
            }
            return new OwnEtcd(
                    home, name, address, pki, settings(home, name, address, pki, cluster, true));
        }
    }

    private static MemberSettings settings(
            Home home,
            String name,
            InetAddress address,
            EtcdPki pki,
            List<String> cluster,
            boolean joining) {
        var program =
                Program.find("etcd")
                        .orElseThrow(() ->
                                new ClusterException.Refused(
                                        "etcd is missing: install your distribution's etcd-server"));
        var files = pki.files();
        return new MemberSettings(
                program,
                name,
                data(home),
                home.logs().resolve("etcd.log"),
                url(address, PEER_PORT),
                url(address, CLIENT_PORT),
                cluster,
                joining,
                new MemberSettings.Protection.Files(
                        files.authority(), files.certificate(), files.key()));
    }

    private static Path data(Home home) {
        return home.etcd().resolve("data");
    }

    private static URI url(InetAddress address, int port) {
        var host = Objects.requireNonNull(address.getHostAddress());
        return URI.create("https://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port);
    }

    /// The store on it, once enough members are there.
    public EtcdStore open() {
        var options = EtcdOptions.of(endpoints(home, address), pki.security());
        // All servers may be starting: a majority is needed before anything answers.
        EtcdStore.open(options.withCompaction(Duration.ZERO).withPatience(TOGETHER)).close();
        var store = EtcdStore.open(options);
        keep(store.members().list());
        return store;
    }

    /// Our own member first, then those of which this server has heard.
    public static List<URI> endpoints(Home home, InetAddress address) {
        var all = new LinkedHashSet<>(List.of(url(address, CLIENT_PORT)));
        var file = home.etcd().resolve("endpoints");
        try {
            if (Files.exists(file)) {
                Files.readAllLines(file).stream().map(URI::create).forEach(all::add);
            }
        } catch (IOException | IllegalArgumentException e) {
            log.atWarn().setCause(e).log("Cannot read the members of etcd that were heard of");
        }
        return List.copyOf(all);
    }

    private void keep(List<Members.Member> members) {
        try {
            Files.write(
                    home.etcd().resolve("endpoints"),
                    members.stream()
                            .flatMap(each -> each.clients().stream())
                            .map(URI::toString)
                            .toList());
        } catch (IOException e) {
            log.atWarn()
                    .setCause(e)
                    .addKeyValue("member", name)
                    .log("Cannot keep the members of etcd that were heard of");
        }
    }

    /// Ends the member; the others go on.
    @Override
    public void close() {
        member.close();
    }
}
