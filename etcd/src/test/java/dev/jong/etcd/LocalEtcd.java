package dev.jong.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Real members of etcd on free ports of the loopback address. The program is the distribution's:
/// `jong prepare` installs it before the tests.
final class LocalEtcd implements AutoCloseable {
    private final List<EtcdMember> members = new ArrayList<>();

    private LocalEtcd() {}

    static LocalEtcd start(Path directory, int count) throws IOException {
        return start(directory, count, new MemberSettings.Protection.None());
    }

    static LocalEtcd start(Path directory, int count, MemberSettings.Protection protection)
            throws IOException {
        var etcd = new LocalEtcd();
        var scheme = protection instanceof MemberSettings.Protection.None ? "http" : "https";
        var urls =
                freePorts(2 * count).stream()
                        .map(port -> URI.create(scheme + "://127.0.0.1:" + port))
                        .toList();
        var cluster = IntStream.range(0, count).mapToObj(i -> "m" + i + "=" + urls.get(i)).toList();
        for (var i = 0; i < count; i++) {
            etcd.members.add(
                    EtcdMember.start(
                            new MemberSettings(
                                    program(),
                                    "m" + i,
                                    directory.resolve("m" + i),
                                    directory.resolve("m" + i + ".log"),
                                    urls.get(i),
                                    urls.get(count + i),
                                    cluster,
                                    false,
                                    protection)));
        }
        return etcd;
    }

    /// One member that goes on from a snapshot.
    static LocalEtcd restore(Path snapshot, Path directory)
            throws IOException, InterruptedException {
        var ports = freePorts(2);
        var peer = URI.create("http://127.0.0.1:" + ports.get(0));
        var settings =
                new MemberSettings(
                        program(),
                        "m0",
                        directory.resolve("m0"),
                        directory.resolve("m0.log"),
                        peer,
                        URI.create("http://127.0.0.1:" + ports.get(1)),
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

    private static List<Integer> freePorts(int count) throws IOException {
        var sockets = new ArrayList<ServerSocket>();
        for (var i = 0; i < count; i++) {
            sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
        }
        var ports = sockets.stream().map(ServerSocket::getLocalPort).toList();
        for (var socket : sockets) {
            socket.close();
        }
        return ports;
    }

    /// Where nobody listens.
    static URI unused() throws IOException {
        return URI.create("http://127.0.0.1:" + freePorts(1).getFirst());
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
