package dev.jong.kubelet.settings;

import java.time.Duration;
import java.util.Map;

/// What can be chosen about a kubelet: those fields of upstream's `KubeletConfiguration`
/// (`kubelet.config.k8s.io/v1beta1`) that this one honours, with upstream's defaults.
public record KubeletSettings(Logs logs, Images images, Eviction eviction) {
    public static final KubeletSettings DEFAULT =
            new KubeletSettings(
                    new Logs(10L << 20, 5, Duration.ofSeconds(10)),
                    new Images(85, 80, Duration.ofMinutes(2)),
                    new Eviction(
                            Map.of(
                                    Signal.MEMORY_AVAILABLE, new Threshold.Amount(100L << 20),
                                    Signal.NODEFS_AVAILABLE, new Threshold.Share(0.10),
                                    Signal.NODEFS_INODES_FREE, new Threshold.Share(0.05),
                                    Signal.IMAGEFS_AVAILABLE, new Threshold.Share(0.15),
                                    Signal.IMAGEFS_INODES_FREE, new Threshold.Share(0.05)),
                            Duration.ofMinutes(5)));

    /// Containers' logs.
    ///
    /// @param mostBytes size at which a log is rotated
    /// @param mostFiles of one container, the one written to included
    /// @param period between two looks at the sizes
    public record Logs(long mostBytes, int mostFiles, Duration period) {}

    /// When images that no container uses are deleted.
    ///
    /// @param highPercent used part of the images' disk from which on they are
    /// @param lowPercent used part at which that ends
    /// @param minimumAge of an image that is deleted
    public record Images(int highPercent, int lowPercent, Duration minimumAge) {}

    /// When Pods have to leave the node.
    ///
    /// @param hard least amounts; a signal without one is not looked at
    /// @param transition how long a condition stays True after the shortage has ended
    public record Eviction(Map<Signal, Threshold> hard, Duration transition) {
        public Eviction {
            hard = Map.copyOf(hard);
        }
    }
}
