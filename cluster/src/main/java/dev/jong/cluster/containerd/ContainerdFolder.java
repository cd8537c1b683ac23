package dev.jong.cluster.containerd;

import dev.jong.cluster.ClusterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// Files of the private containerd, so that nothing of the machine's own is touched.
public record ContainerdFolder(Path root, Path cniPlugins) {
    public Path socket() {
        return root.resolve("containerd.sock");
    }

    public Path configuration() {
        return root.resolve("config.toml");
    }

    Path cniConfiguration() {
        return root.resolve("cni");
    }

    public Path state() {
        return root.resolve("state");
    }

    Path processId() {
        return root.resolve("containerd.pid");
    }

    /// Writes the configuration of containerd.
    public void configure(String pauseImage) {
        try {
            Files.createDirectories(cniConfiguration());
            Files.writeString(configuration(), toml(pauseImage));
        } catch (IOException e) {
            throw cannotWrite(e);
        }
    }

    /// Writes the configuration of the Pods' network; a containerd that runs takes it up. Without
    /// one, containerd says that its network is not ready.
    public void connect(NodeNetwork network) {
        var file = cniConfiguration().resolve("10-jong.conflist");
        var wanted = network.cniConfiguration(root.resolve("addresses").toString());
        try {
            if (Files.exists(file) && Files.readString(file).equals(wanted)) {
                return;
            }
            // Within the folder: containerd 1.6 does not look at what is moved in from elsewhere.
            var next = cniConfiguration().resolve("10-jong.conflist.new");
            Files.writeString(next, wanted);
            Files.move(
                    next,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw cannotWrite(e);
        }
    }

    private ClusterException cannotWrite(IOException cause) {
        return new ClusterException.Refused(
                "cannot write to " + root + ": " + cause.getMessage(), cause);
    }

    /// Version 2 of the format is read by containerd 1.6 and by 2.x.
    String toml(String pauseImage) {
        return """
        version = 2
        root = "%1$s/root"
        state = "%1$s/state"
        disabled_plugins = [
          "io.containerd.snapshotter.v1.aufs",
          "io.containerd.snapshotter.v1.btrfs",
          "io.containerd.snapshotter.v1.devmapper",
          "io.containerd.snapshotter.v1.zfs",
          "io.containerd.tracing.processor.v1.otlp",
          "io.containerd.internal.v1.tracing",
        ]

        [grpc]
          address = "%2$s"

        [plugins."io.containerd.internal.v1.opt"]
          path = "%1$s/opt"

        [plugins."io.containerd.grpc.v1.cri"]
          sandbox_image = "%3$s"
          netns_mounts_under_state_dir = true
          stream_server_address = "127.0.0.1"
          stream_server_port = "0"
          enable_unprivileged_ports = true
          enable_unprivileged_icmp = true
          stats_collect_period = 10
          restrict_oom_score_adj = %6$s

          [plugins."io.containerd.grpc.v1.cri".cni]
            bin_dir = "%4$s"
            conf_dir = "%5$s"

          [plugins."io.containerd.grpc.v1.cri".containerd]
            snapshotter = "overlayfs"
            default_runtime_name = "runc"

            [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
              runtime_type = "io.containerd.runc.v2"

              [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
                Root = "%1$s/runc"
                SystemdCgroup = false
        """
                .formatted(
                        root,
                        socket(),
                        pauseImage,
                        cniPlugins,
                        cniConfiguration(),
                        !mayProtectFromOom());
    }

    /// Whether we have CAP_SYS_RESOURCE (bit 24), without which no process can be made less likely
    /// to be killed for memory than we are.
    private static boolean mayProtectFromOom() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("CapEff:"))
                    .map(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
                    .anyMatch(capabilities -> (capabilities >> 24 & 1) == 1);
        } catch (IOException _) {
            return false;
        }
    }
}
