package dev.jong.kubelet;

import dev.jong.kubelet.pod.Resolver;
import dev.jong.kubelet.runtime.SandboxConfig.Dns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/// The node's own resolv.conf, read anew each time.
record NodesResolver(Path file) implements Supplier<Dns> {
    @Override
    public Dns get() {
        try {
            return Resolver.parse(Files.readAllLines(file));
        } catch (IOException _) {
            return Dns.EMPTY;
        }
    }
}
