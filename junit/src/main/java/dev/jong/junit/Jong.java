package dev.jong.junit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A cluster in this JVM: API server, all controllers, scheduler and simulated nodes on which Pods
/// run without containers. It needs no Docker, no root and no download, and several may run at
/// once.
///
/// ```java
/// try (var cluster = Jong.start()) {
///     var client = cluster.client(KubernetesClient.class);
///     …
/// }
/// ```
public final class Jong implements AutoCloseable {
    private final String kubeconfig;
    private final Runnable stop;
    private @Nullable Path file; // guarded by this

    private Jong(String kubeconfig, Runnable stop) {
        this.kubeconfig = kubeconfig;
        this.stop = stop;
    }

    /// A cluster with one node.
    public static Jong start() {
        return start(1);
    }

    public static Jong start(int nodes) {
        return start(nodes, new String[0]);
    }

    /// With flags of kube-apiserver, such as `--feature-gates=CBORServingAndStorage=true`.
    public static Jong start(int nodes, String... flags) {
        if (nodes < 0) {
            throw new IllegalArgumentException("a cluster cannot have " + nodes + " nodes");
        }
        var answer =
                Engine.start(
                        Map.of(
                                "nodes",
                                Integer.toString(nodes),
                                "flags",
                                String.join("\n", flags)));
        if (answer.get("kubeconfig") instanceof String kubeconfig
                && answer.get("close") instanceof Runnable stop) {
            return new Jong(kubeconfig, stop);
        }
        throw new IllegalStateException("this build of Jong is incomplete");
    }

    /// YAML with the address of the API server and an administrator's credentials.
    public String kubeconfig() {
        return kubeconfig;
    }

    /// The same as a file, for programs that want one. It is deleted with the cluster.
    public synchronized Path kubeconfigFile() {
        try {
            var known = file;
            if (known == null) {
                known = Files.createTempFile("jong", ".kubeconfig");
                Files.writeString(known, kubeconfig);
                file = known;
            }
            return known;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A client of a library on the caller's class path, see [Clients] for which. The caller closes
    /// it.
    public <T> T client(Class<T> type) {
        return Clients.of(type, kubeconfig);
    }

    @Override
    public void close() {
        stop.run();
        synchronized (this) {
            if (file != null) {
                try {
                    Files.deleteIfExists(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }
}
