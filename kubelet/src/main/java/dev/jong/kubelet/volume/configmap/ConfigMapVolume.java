package dev.jong.kubelet.volume.configmap;

import dev.jong.api.core.v1.ConfigMap;
import dev.jong.api.core.v1.KeyToPath;
import dev.jong.api.core.v1.Volume;
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
import org.jspecify.annotations.Nullable;

/// `configMap`.
public final class ConfigMapVolume implements ContentVolume {
    @Override
    public boolean handles(Volume volume) {
        return volume.configMap() != null;
    }

    @Override
    public String folderName() {
        return "kubernetes.io~configmap";
    }

    @Override
    public Path prepare(VolumeRequest request) {
        var source = Objects.requireNonNull(request.volume().configMap());
        var name = Objects.requireNonNullElse(source.name(), "");
        boolean optional = Boolean.TRUE.equals(source.optional());
        return Content.write(
                request,
                files(request, name, source.items(), source.defaultMode(), optional),
                false);
    }

    /// The files of one ConfigMap; also for a projected volume.
    public static Map<String, Payload.File> files(
            VolumeRequest request,
            String name,
            List<KeyToPath> items,
            @Nullable Integer mode,
            boolean optional) {
        var found = request.objects().configMap(request.namespace(), name);
        if (found.isEmpty() && !optional) {
            throw new VolumeFailure("configmap \"" + name + "\" not found");
        }
        var data = found.map(ConfigMapVolume::data).orElse(Map.of());
        return Content.choose(
                data, items, mode, optional, "configmap references non-existent config key: ");
    }

    private static Map<String, byte[]> data(ConfigMap map) {
        var data = new HashMap<String, byte[]>();
        map.data().forEach((key, text) -> data.put(key, Content.bytes(text)));
        map.binaryData().forEach((key, bytes) -> data.put(key, bytes.toArray()));
        return data;
    }
}
