package dev.jong.kubelet.volume.downwardapi;

import dev.jong.api.Quantity;
import dev.jong.api.core.v1.DownwardAPIVolumeFile;
import dev.jong.api.core.v1.Volume;
import dev.jong.kubelet.downward.ResourceValue;
import dev.jong.kubelet.volume.Content;
import dev.jong.kubelet.volume.ContentVolume;
import dev.jong.kubelet.volume.Payload;
import dev.jong.kubelet.volume.VolumeFailure;
import dev.jong.kubelet.volume.VolumeRequest;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// `downwardAPI`.
public final class DownwardApiVolume implements ContentVolume {
    @Override
    public boolean handles(Volume volume) {
        return volume.downwardApi() != null;
    }

    @Override
    public String folderName() {
        return "kubernetes.io~downward-api";
    }

    @Override
    public Path prepare(VolumeRequest request) {
        var source = Objects.requireNonNull(request.volume().downwardApi());
        return Content.write(request, files(request, source.items(), source.defaultMode()), true);
    }

    /// The files that `items` ask for; also for a projected volume.
    public static Map<String, Payload.File> files(
            VolumeRequest request, List<DownwardAPIVolumeFile> items, @Nullable Integer mode) {
        var files = new HashMap<String, Payload.File>();
        for (var item : items) {
            var own = item.mode();
            int wanted = own != null ? own : mode != null ? mode : 0644;
            files.put(
                    Content.clean(item.path()),
                    new Payload.File(Content.bytes(value(request, item)), wanted, -1));
        }
        return files;
    }

    private static String value(VolumeRequest request, DownwardAPIVolumeFile item) {
        var field = item.fieldRef();
        var resource = item.resourceFieldRef();
        try {
            if (field != null) {
                return request.facts().of(field.fieldPath());
            }
            if (resource == null) {
                return "";
            }
            var name = Objects.requireNonNullElse(resource.containerName(), "");
            var spec = request.pod().spec();
            var container =
                    Stream.concat(spec.containers().stream(), spec.initContainers().stream())
                            .filter(each -> each.name().equals(name))
                            .findFirst()
                            .orElseThrow(
                                    () -> new VolumeFailure("container " + name + " not found"));
            var divisor = resource.divisor();
            return ResourceValue.of(
                    container,
                    resource.resource(),
                    divisor == null ? Quantity.ZERO : divisor,
                    request.allocatable());
        } catch (IllegalArgumentException e) {
            throw new VolumeFailure(String.valueOf(e.getMessage()), e);
        }
    }
}
