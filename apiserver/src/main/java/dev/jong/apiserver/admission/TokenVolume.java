package dev.jong.apiserver.admission;

import dev.jong.api.core.v1.ConfigMapProjection;
import dev.jong.api.core.v1.Container;
import dev.jong.api.core.v1.DownwardAPIProjection;
import dev.jong.api.core.v1.DownwardAPIVolumeFile;
import dev.jong.api.core.v1.KeyToPath;
import dev.jong.api.core.v1.ObjectFieldSelector;
import dev.jong.api.core.v1.PodSpec;
import dev.jong.api.core.v1.ProjectedVolumeSource;
import dev.jong.api.core.v1.ServiceAccountTokenProjection;
import dev.jong.api.core.v1.Volume;
import dev.jong.api.core.v1.VolumeMount;
import dev.jong.api.core.v1.VolumeProjection;
import dev.jong.api.names.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// The volume `kube-api-access-…` with which a container reaches the API: token, CA, namespace.
final class TokenVolume {
    private static final String PREFIX = "kube-api-access-";
    private static final String PATH = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// An hour and seven seconds: by this odd number tokens are known that old clients, which never
    /// reread them, may go on using.
    private static final long SECONDS = 3607;

    private static final int READABLE = 0644;

    private TokenVolume() {}

    static PodSpec mount(PodSpec spec, RandomGenerator random) {
        var present =
                spec.volumes().stream()
                        .map(Volume::name)
                        .filter(name -> name.startsWith(PREFIX))
                        .findFirst();
        var name = present.orElseGet(() -> Names.generate(PREFIX, random));
        var mounted =
                spec.withInitContainers(mounting(spec.initContainers(), name))
                        .withContainers(mounting(spec.containers(), name));
        if (present.isPresent() || mounted.equals(spec)) {
            return mounted;
        }
        var volumes = new ArrayList<>(spec.volumes());
        volumes.add(Volume.EMPTY.withName(name).withProjected(source()));
        return mounted.withVolumes(volumes);
    }

    private static List<Container> mounting(List<Container> containers, String volume) {
        return containers.stream()
                .map(container -> {
                    boolean taken =
                            container.volumeMounts().stream()
                                    .anyMatch(mount -> mount.mountPath().equals(PATH));
                    if (taken) {
                        return container;
                    }
                    var mounts = new ArrayList<>(container.volumeMounts());
                    mounts.add(
                            VolumeMount.builder()
                                    .name(volume)
                                    .readOnly(true)
                                    .mountPath(PATH)
                                    .build());
                    return container.withVolumeMounts(mounts);
                })
                .toList();
    }

    private static ProjectedVolumeSource source() {
        var token =
                VolumeProjection.EMPTY.withServiceAccountToken(
                        new ServiceAccountTokenProjection(null, SECONDS, "token"));
        var certificate =
                VolumeProjection.EMPTY.withConfigMap(
                        new ConfigMapProjection(
                                "kube-root-ca.crt",
                                List.of(new KeyToPath("ca.crt", "ca.crt", null)),
                                null));
        var namespace =
                VolumeProjection.EMPTY.withDownwardApi(
                        new DownwardAPIProjection(
                                List.of(
                                        DownwardAPIVolumeFile.builder()
                                                .path("namespace")
                                                .fieldRef(
                                                        new ObjectFieldSelector(
                                                                "v1", "metadata.namespace"))
                                                .build())));
        return new ProjectedVolumeSource(List.of(token, certificate, namespace), READABLE);
    }
}
