package dev.jong.kubelet.volume.secret;

import dev.jong.api.core.v1.KeyToPath;
import dev.jong.api.core.v1.Secret;
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

/// `secret`.
public final class SecretVolume implements ContentVolume {
    @Override
    public boolean handles(Volume volume) {
        return volume.secret() != null;
    }

    @Override
    public String folderName() {
        return "kubernetes.io~secret";
    }

    @Override
    public Path prepare(VolumeRequest request) {
        var source = Objects.requireNonNull(request.volume().secret());
        var name = Objects.requireNonNullElse(source.secretName(), "");
        boolean optional = Boolean.TRUE.equals(source.optional());
        return Content.write(
                request,
                files(request, name, source.items(), source.defaultMode(), optional),
                true);
    }

    /// The files of one Secret; also for a projected volume.
    public static Map<String, Payload.File> files(
            VolumeRequest request,
            String name,
            List<KeyToPath> items,
            @Nullable Integer mode,
            boolean optional) {
        var found = request.objects().secret(request.namespace(), name);
        if (found.isEmpty() && !optional) {
            throw new VolumeFailure("secret \"" + name + "\" not found");
        }
        var data = found.map(SecretVolume::data).orElse(Map.of());
        return Content.choose(data, items, mode, optional, "references non-existent secret key: ");
    }

    private static Map<String, byte[]> data(Secret secret) {
        var data = new HashMap<String, byte[]>();
        secret.data().forEach((key, bytes) -> data.put(key, bytes.toArray()));
        return data;
    }
}
