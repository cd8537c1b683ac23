package dev.jong.cluster.command;

import dev.jong.api.yaml.Yaml;
import dev.jong.client.Client;
import dev.jong.client.Kubeconfig;
import dev.jong.client.KubeconfigClients;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/// Over the wire, like any other program.
final class KubeconfigClient {
    private KubeconfigClient() {}

    /// A client for a file's current context.
    ///
    /// @throws IOException when the file cannot be read
    static Client open(Path kubeconfig) throws IOException {
        var config = Kubeconfig.of(Yaml.read(Files.readString(kubeconfig)));
        var folder = Objects.requireNonNull(kubeconfig.toAbsolutePath().getParent());
        return new KubeconfigClients(config, folder).client("", "jong");
    }
}
