package dev.jong.benchmarks.store;

import dev.jong.etcd.EtcdOptions;
import dev.jong.etcd.EtcdSecurity;
import dev.jong.etcd.EtcdStore;
import dev.jong.foundation.FolderTree;
import dev.jong.store.Store;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// A single etcd without TLS, in a process of its own.
///
/// @param program etcd's executable
record Etcd(Path program, Path folder) implements Subject {
    private static final long QUOTA = 8L << 30;
    private static final long KIB = 1024;

    @Override
    public String name() {
        return "etcd";
    }

    @Override
    public Running start() throws IOException {
        var client = uri();
        var peer = uri();
        var process =
                new ProcessBuilder(
                                program.toString(),
                                "--data-dir=" + folder,
                                "--listen-client-urls=" + client,
                                "--advertise-client-urls=" + client,
                                "--listen-peer-urls=" + peer,
                                "--initial-advertise-peer-urls=" + peer,
                                "--initial-cluster=default=" + peer,
                                "--quota-backend-bytes=" + QUOTA,
                                "--log-level=error")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try {
            return new Member(process, connect(client, process));
        } catch (RuntimeException | IOException failed) {
            process.destroy();
            throw failed;
        }
    }

    private static Store connect(URI client, Process process) throws IOException {
        while (process.isAlive()) {
            if (listens(client)) {
                var options = EtcdOptions.of(List.of(client), new EtcdSecurity.Plain());
                var store =
                        EtcdStore.open(
                                options.withCompaction(Duration.ZERO)
                                        .withPatience(Duration.ofMinutes(1)));
                store.count("/");
                return store;
            }
            Thread.onSpinWait();
        }
        throw new IOException("etcd ended with " + process.exitValue());
    }

    private static boolean listens(URI uri) {
        try (var socket = new java.net.Socket()) {
            socket.connect(
                    new java.net.InetSocketAddress(
                            InetAddress.getLoopbackAddress(), uri.getPort()));
            return true;
        } catch (IOException _) {
            java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
            return false;
        }
    }

    private static URI uri() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return URI.create(
                    String.format(Locale.ROOT, "http://127.0.0.1:%d", socket.getLocalPort()));
        }
    }

    @Override
    public void clear() throws IOException {
        FolderTree.delete(folder);
    }

    private record Member(Process process, Store store) implements Running {
        @Override
        public long memory() throws IOException {
            try (var lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
                return lines.filter(line -> line.startsWith("VmRSS:"))
                                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                                .sum()
                        * KIB;
            }
        }

        @Override
        public void close() {
            store.close();
            process.destroy();
            process.onExit().join();
        }
    }
}
