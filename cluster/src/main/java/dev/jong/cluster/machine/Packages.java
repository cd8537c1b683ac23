package dev.jong.cluster.machine;

import dev.jong.cluster.ClusterException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// What a node needs from its distribution, and getting it.
public final class Packages {
    /// @param program a program's name, or the absolute path of a file
    /// @param debian the Debian and Ubuntu package that carries it
    record Need(String program, String debian, String fedora) {
        boolean isMet() {
            return program.startsWith("/")
                    ? Files.exists(Path.of(program))
                    : Program.find(program).isPresent();
        }
    }

    private static final List<Need> NEEDS =
            List.of(
                    new Need("containerd", "containerd", "containerd"),
                    new Need("runc", "runc", "runc"),
                    new Need("iptables", "iptables", "iptables-nft"),
                    new Need("nft", "nftables", "nftables"),
                    new Need("conntrack", "conntrack", "conntrack-tools"),
                    new Need("ip", "iproute2", "iproute"),
                    new Need("busybox", "busybox-static", "busybox"),
                    new Need("catatonit", "catatonit", "catatonit"),
                    new Need(
                            "/etc/ssl/certs/ca-certificates.crt",
                            "ca-certificates",
                            "ca-certificates"));

    /// What a server needs that runs a member of etcd.
    private static final List<Need> ETCD =
            List.of(
                    new Need("etcd", "etcd-server", "etcd"),
                    new Need("etcdctl", "etcd-client", "etcd"));

    private static final Need CNI_PLUGINS =
            new Need("bridge", "containernetworking-plugins", "containernetworking-plugins");
    private static final List<Path> CNI_FOLDERS =
            List.of(
                    Path.of("/usr/lib/cni"),
                    Path.of("/opt/cni/bin"),
                    Path.of("/usr/libexec/cni"),
                    Path.of("/usr/lib64/cni"),
                    Path.of("/usr/lib/cni-plugins"));

    private Packages() {}

    /// The folder of the CNI plugins.
    public static Path cniFolder() {
        return CNI_FOLDERS.stream()
                .filter(folder -> Files.isExecutable(folder.resolve("bridge")))
                .findFirst()
                .orElseThrow(() ->
                        new ClusterException.Refused(
                                "the CNI plugins are missing: install containernetworking-plugins"));
    }

    /// Installs what is missing when this process may, or refuses with the exact command.
    public static void require(Consumer<String> progress) {
        require(missing(Need::isMet), progress);
    }

    /// As [#require], for a member of etcd.
    public static void requireEtcd(Consumer<String> progress) {
        require(ETCD.stream().filter(need -> !need.isMet()).toList(), progress);
    }

    private static void require(List<Need> missing, Consumer<String> progress) {
        if (missing.isEmpty()) {
            return;
        }
        if (Program.find("apt-get").isPresent()) {
            var names = missing.stream().map(Need::debian).toList();
            if (!Machine.isRoot()) {
                throw new ClusterException.Refused(
                        "some packages are missing; run: " + aptCommand(names));
            }
            progress.accept(
                    "installing from the distribution's packages: " + String.join(" ", names));
            install(names);
        } else {
            var names = String.join(" ", missing.stream().map(Need::fedora).toList());
            throw new ClusterException.Refused(
                    Program.find("dnf").isPresent()
                            ? "some packages are missing; run: sudo dnf install -y " + names
                            : "some programs are missing; install these packages with your distribution's tool: "
                                    + names);
        }
    }

    static List<Need> missing(Predicate<Need> isMet) {
        var missing = new ArrayList<>(NEEDS.stream().filter(isMet.negate()).toList());
        if (CNI_FOLDERS.stream()
                .noneMatch(folder -> Files.isExecutable(folder.resolve("bridge")))) {
            missing.add(CNI_PLUGINS);
        }
        return List.copyOf(missing);
    }

    private static void install(List<String> names) {
        var command = new LinkedHashSet<String>();
        command.addAll(List.of("apt-get", "install", "-y", "-q", "--no-install-recommends"));
        command.addAll(names);
        // The packages must not start services of their own: Jong runs its own containerd.
        var environment = Map.of("DEBIAN_FRONTEND", "noninteractive", "RUNLEVEL", "1");
        if (Program.run(List.copyOf(command), environment).succeeded()) {
            return;
        }
        Program.run(List.of("apt-get", "update", "-q"), environment);
        var second = Program.run(List.copyOf(command), environment);
        if (!second.succeeded()) {
            var last = second.output().lines().filter(line -> line.startsWith("E:")).findFirst();
            throw new ClusterException.Refused(
                    "packages could not be installed ("
                            + last.orElse("apt-get failed")
                            + "); run: "
                            + aptCommand(names));
        }
    }

    private static String aptCommand(List<String> names) {
        var sudo = Machine.isRoot() ? "" : "sudo ";
        return sudo
                + "apt-get update && "
                + sudo
                + "apt-get install -y --no-install-recommends "
                + String.join(" ", names);
    }
}
