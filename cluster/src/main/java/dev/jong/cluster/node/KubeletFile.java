package dev.jong.cluster.node;

import dev.jong.cluster.ClusterException;
import dev.jong.cluster.Home;
import dev.jong.kubelet.settings.KubeletConfiguration;
import dev.jong.kubelet.settings.KubeletSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What a user chose about the kubelets of a cluster: kept in its home until it is deleted.
public final class KubeletFile {
    private KubeletFile() {}

    /// Keeps a user's file from now on.
    public static void keep(Path file, Home home) {
        try {
            var text = Files.readString(file);
            settings(file, text);
            Files.writeString(home.kubeletConfiguration(), text);
        } catch (IOException e) {
            throw new ClusterException.Refused("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /// Gives a further node what the first one has.
    public static void share(Home first, Home further) {
        if (Files.exists(first.kubeletConfiguration())) {
            keep(first.kubeletConfiguration(), further);
        }
    }

    static KubeletSettings settings(Home home) {
        var file = home.kubeletConfiguration();
        if (!Files.exists(file)) {
            return KubeletSettings.DEFAULT;
        }
        try {
            return settings(file, Files.readString(file));
        } catch (IOException e) {
            throw new ClusterException.Refused("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    private static KubeletSettings settings(Path file, String text) {
        try {
            return KubeletConfiguration.parse(text);
        } catch (IllegalArgumentException e) {
            throw new ClusterException.Refused(
                    file + " cannot be used as the kubelet's configuration: " + e.getMessage(), e);
        }
    }
}
