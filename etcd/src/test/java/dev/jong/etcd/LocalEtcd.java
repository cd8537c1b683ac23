package dev.jong.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Real members of etcd, each on a loopback address that no other has: a port that is only looked
/// for may be somebody else's before a member listens there, or while it is down. The program is
/// the distribution's: `jong prepare` installs it before the tests.
final class LocalEtcd implements AutoCloseable {
    /// Test runs beside each other have different networks.
    private static final long RUN = ProcessHandle.current().pid();

    private static final AtomicInteger HOSTS = new AtomicInteger();

    private final List<EtcdMember> members = new ArrayList<>();

    private LocalEtcd() {}

    static LocalEtcd start(Path directory, int count) {
        var etcd = new LocalEtcd();
        var hosts = Stream.generate(LocalEtcd::unusedHost).limit(count).toList();
        var cluster =
                IntStream.range(0, count)
                        .mapToObj(i -> "m" + i + "=" + peer(hosts.get(i)))
                        .toList();
        for (var i = 0; i < count; i++) {
            etcd.members.add(
                    EtcdMember.start(
                            new MemberSettings(
                                    program(),
                                    "m" + i,
                                    directory.resolve("m" + i),
                                    directory.resolve("m" + i + ".log"),
                                    peer(hosts.get(i)),
                                    client(hosts.get(i)),
                                    cluster,
                                    false,
                                    new MemberSettings.Protection.None())));
        }
        return etcd;
    }

    /// One member that goes on from a snapshot.
    static LocalEtcd restore(Path snapshot, Path directory)
            throws IOException, InterruptedException {
        var host = unusedHost();
        var peer = peer(host);
        var settings =
                new MemberSettings(
                        program(),
                        "m0",
                        directory.resolve("m0"),
                        directory.resolve("m0.log"),
                        peer,
                        client(host),
                        List.of("m0=" + peer),
                        false,
                        new MemberSettings.Protection.None());
        var tool = find("etcdutl").or(() -> find("etcdctl"));
        assertThat(tool).as("etcdutl or etcdctl is installed (etcd-client)").isPresent();
        Files.createDirectories(directory);
        Restoration.restore(tool.get(), snapshot, settings);
        var etcd = new LocalEtcd();
        etcd.members.add(EtcdMember.start(settings));
        return etcd;
    }

    static Path program() {
        var found = find("etcd");
        assertThat(found)
                .as("etcd is installed (Debian's package etcd-server; `./jong test` installs it)")
                .isPresent();
        return found.get();
    }

    private static Optional<Path> find(String program) {
        return Stream.concat(
                        Stream.of(System.getenv("PATH").split(":")),
                        Stream.of("/usr/bin", "/usr/local/bin"))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static String unusedHost() {
        return "127.%d.%d.%d"
                .formatted(RUN / 250 % 250 + 1, RUN % 250 + 1, HOSTS.incrementAndGet());
    }

    private static URI peer(String host) {
        return URI.create("http://" + host + ":2380");
    }

    private static URI client(String host) {
        return URI.create("http://" + host + ":2379");
    }

    /// Where nobody listens.
    static URI unused() {
        return client(unusedHost());
    }

    EtcdMember member(int number) {
        return members.get(number);
    }

    void kill(int number) {
        ProcessHandle.of(member(number).pid()).ifPresent(ProcessHandle::destroyForcibly);
    }

    EtcdOptions options() {
        return EtcdOptions.of(
                        members.stream().map(member -> member.settings().client()).toList(),
                        new EtcdSecurity.Plain())
                .withCompaction(Duration.ZERO)
                .withPatience(Duration.ofSeconds(30));
    }

    /// Without leave: a leader that ends as it should first looks for another one, in vain when the
    /// others end too.
    @Override
    public void close() {
        IntStream.range(0, members.size()).forEach(this::kill);
        members.forEach(EtcdMember::close);
    }
}
