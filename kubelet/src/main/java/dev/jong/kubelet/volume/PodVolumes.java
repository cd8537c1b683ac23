package dev.jong.kubelet.volume;

import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.Volume;
import dev.jong.kubelet.linux.Ownership;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The volumes of Pods on one node, below `<root>/pods/<uid>/volumes`.
public final class PodVolumes {
    private final List<VolumeKind> kinds;

    /// @param kinds asked in this order
    public PodVolumes(List<VolumeKind> kinds) {
        this.kinds = List.copyOf(kinds);
    }

    /// Makes one volume ready and answers where it is.
    public Prepared prepare(VolumeRequest template, Volume volume, Path podFolder) {
        var kind = kind(volume);
        var folder = podFolder.resolve("volumes").resolve(kind.folderName()).resolve(volume.name());
        var request =
                new VolumeRequest(
                        template.pod(),
                        volume,
                        folder,
                        template.objects(),
                        template.facts(),
                        template.allocatable());
        return new Prepared(kind.prepare(request), kind.readOnly(volume));
    }

    private VolumeKind kind(Volume volume) {
        return kinds.stream()
                .filter(each -> each.handles(volume))
                .findFirst()
                .orElseThrow(() -> new VolumeFailure("no volume plugin matched"));
    }

    /// Whether some volume of the Pod follows an object that may change.
    public boolean follows(Pod pod) {
        return pod.spec().volumes().stream()
                .anyMatch(volume ->
                        kinds.stream().anyMatch(kind -> kind.handles(volume) && kind.changes()));
    }

    /// Where a volume stands on the node.
    public record Prepared(Path path, boolean readOnly) {
        /// The place of a sub-path, made as a folder where it does not exist. Links that lead out
        /// of the volume are refused.
        public Path sub(String subPath) {
            try {
                if (subPath.startsWith("/")) {
                    throw new VolumeFailure(
                            "error SubPath `" + subPath + "` must not be an absolute path");
                }
                if (List.of(subPath.split("/", -1)).contains("..")) {
                    throw new VolumeFailure(
                            "unable to provision SubPath `" + subPath + "`: must not contain '..'");
                }
                var root = path.toRealPath();
                var place = root;
                for (var part : Path.of(subPath)) {
                    var next = place.resolve(part);
                    if (!Files.exists(next)) {
                        Files.createDirectory(next);
                        Ownership.mode(next, Ownership.mode(root));
                        Ownership.group(next, Ownership.groupOf(root));
                    }
                    place = next.toRealPath();
                    if (!place.startsWith(root)) {
                        throw new VolumeFailure(
                                "subpath \""
                                        + subPath
                                        + "\" not within volume path \""
                                        + root
                                        + "\"");
                    }
                }
                return place;
            } catch (IOException e) {
                throw new VolumeFailure("failed to create subPath directory: " + e.getMessage(), e);
            }
        }
    }
}
