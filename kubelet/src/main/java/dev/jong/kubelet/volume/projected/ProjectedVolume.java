package dev.jong.kubelet.volume.projected;

import dev.jong.api.core.v1.PodSpec;
import dev.jong.api.core.v1.ServiceAccountTokenProjection;
import dev.jong.api.core.v1.Volume;
import dev.jong.api.core.v1.VolumeProjection;
import dev.jong.kubelet.volume.ClusterObjects.TokenWish;
import dev.jong.kubelet.volume.Content;
import dev.jong.kubelet.volume.ContentVolume;
import dev.jong.kubelet.volume.Payload;
import dev.jong.kubelet.volume.VolumeFailure;
import dev.jong.kubelet.volume.VolumeRequest;
import dev.jong.kubelet.volume.configmap.ConfigMapVolume;
import dev.jong.kubelet.volume.downwardapi.DownwardApiVolume;
import dev.jong.kubelet.volume.secret.SecretVolume;
import dev.jong.kubelet.volume.token.Tokens;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// `projected`: ConfigMaps, Secrets, facts about the Pod and service account tokens in one folder.
public final class ProjectedVolume implements ContentVolume {
    private static final long HOUR_SECONDS = 3600;

    private final Tokens tokens;

    public ProjectedVolume(Tokens tokens) {
        this.tokens = tokens;
    }

    @Override
    public boolean handles(Volume volume) {
        return volume.projected() != null;
    }

    @Override
    public String folderName() {
        return "kubernetes.io~projected";
    }

    @Override
    public Path prepare(VolumeRequest request) {
        var source = Objects.requireNonNull(request.volume().projected());
        var files = new HashMap<String, Payload.File>();
        for (var part : source.sources()) {
            files.putAll(files(request, part, source.defaultMode()));
        }
        return Content.write(request, files, true);
    }

    private Map<String, Payload.File> files(
            VolumeRequest request, VolumeProjection part, @Nullable Integer mode) {
        var secret = part.secret();
        if (secret != null) {
            boolean optional = Boolean.TRUE.equals(secret.optional());
            return SecretVolume.files(request, text(secret.name()), secret.items(), mode, optional);
        }
        var map = part.configMap();
        if (map != null) {
            boolean optional = Boolean.TRUE.equals(map.optional());
            return ConfigMapVolume.files(request, text(map.name()), map.items(), mode, optional);
        }
        var facts = part.downwardApi();
        if (facts != null) {
            return DownwardApiVolume.files(request, facts.items(), mode);
        }
        var token = part.serviceAccountToken();
        if (token != null) {
            return token(request, token, mode);
        }
        throw new VolumeFailure("projected source is not supported on this node");
    }

    private Map<String, Payload.File> token(
            VolumeRequest request, ServiceAccountTokenProjection token, @Nullable Integer mode) {
        var metadata = request.pod().metadata();
        var seconds = token.expirationSeconds();
        var account = request.pod().spec().serviceAccountName();
        var wish =
                new TokenWish(
                        request.namespace(),
                        account == null || account.isEmpty() ? "default" : account,
                        text(metadata.name()),
                        text(metadata.uid()),
                        text(token.audience()),
                        seconds == null ? HOUR_SECONDS : seconds);
        var content = Content.bytes(tokens.get(request.objects(), wish).text());
        var user = commonUser(request.pod().spec());
        boolean narrow = user != null || request.group() != null;
        int wanted = narrow ? 0600 : mode == null ? 0644 : mode;
        return Map.of(
                Content.clean(token.path()),
                new Payload.File(content, wanted, user == null ? -1 : user));
    }

    /// The one user that all containers run as, if the spec says so: tokens then belong to it.
    private static @Nullable Long commonUser(PodSpec spec) {
        var security = spec.securityContext();
        var usual = security == null ? null : security.runAsUser();
        var users =
                Stream.of(spec.initContainers(), spec.containers())
                        .flatMap(java.util.List::stream)
                        .map(container -> {
                            var own = container.securityContext();
                            var user =
                                    own == null || own.runAsUser() == null
                                            ? usual
                                            : own.runAsUser();
                            return user == null ? -1L : user;
                        })
                        .distinct()
                        .toList();
        return users.size() == 1 && users.getFirst() >= 0 ? users.getFirst() : null;
    }

    private static String text(@Nullable String value) {
        return Objects.requireNonNullElse(value, "");
    }
}
