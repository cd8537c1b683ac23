package dev.jong.kubelet.pod;

import dev.jong.api.core.v1.Container;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.VolumeMount;
import dev.jong.kubelet.downward.FieldValue;
import dev.jong.kubelet.linux.Ownership;
import dev.jong.kubelet.log.LogOptions;
import dev.jong.kubelet.log.LogReader;
import dev.jong.kubelet.runtime.ContainerConfig.Mount;
import dev.jong.kubelet.runtime.ContainerConfig.Variable;
import dev.jong.kubelet.runtime.ContainerStatus;
import dev.jong.kubelet.runtime.PodIdentity;
import dev.jong.kubelet.volume.ClusterObjects;
import dev.jong.kubelet.volume.Folders;
import dev.jong.kubelet.volume.PodVolumes;
import dev.jong.kubelet.volume.VolumeFailure;
import dev.jong.kubelet.volume.VolumeRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Pods' files below the kubelet's root: `pods/<uid>/volumes/…`, `pods/<uid>/etc-hosts`,
/// `pods/<uid>/containers/<name>/<attempt>` for the termination message.
public final class DiskFiles implements PodFiles {
    private static final Path ETC_HOSTS = Path.of("/etc/hosts");
    private static final int MOST_MESSAGE_BYTES = 4096;
    private static final int MOST_LOG_BYTES = 2048;
    private static final long MOST_LOG_LINES = 80;

    private final NodeFacts node;
    private final PodVolumes volumes;
    private final ClusterObjects objects;
    private final Map<String, Map<String, PodVolumes.Prepared>> prepared =
            new ConcurrentHashMap<>();

    public DiskFiles(NodeFacts node, PodVolumes volumes, ClusterObjects objects) {
        this.node = node;
        this.volumes = volumes;
        this.objects = objects;
    }

    @Override
    public void prepare(Pod pod, FieldValue facts) {
        var uid = PodKey.of(pod).uid();
        var folder = node.podFolder(uid);
        var ready = new ConcurrentHashMap<String, PodVolumes.Prepared>();
        try {
            Files.createDirectories(folder);
            Ownership.mode(folder, 0750);
        } catch (IOException e) {
            throw new VolumeFailure("error making pod data directories: " + e.getMessage(), e);
        }
        for (var volume : pod.spec().volumes()) {
            var request =
                    new VolumeRequest(pod, volume, folder, objects, facts, node.allocatable());
            try {
                ready.put(volume.name(), volumes.prepare(request, volume, folder));
            } catch (VolumeFailure | UncheckedIOException e) {
                throw new VolumeFailure(
                        "MountVolume.SetUp failed for volume \""
                                + volume.name()
                                + "\" : "
                                + e.getMessage(),
                        e);
            }
        }
        prepared.put(uid, ready);
    }

    @Override
    public List<Mount> mounts(
            Pod pod,
            PodContainer container,
            int attempt,
            List<Variable> environment,
            List<String> addresses) {
        var mounts = new ArrayList<Mount>();
        var ready = prepared.getOrDefault(PodKey.of(pod).uid(), Map.of());
        var values =
                environment.stream()
                        .collect(
                                Collectors.toMap(
                                        Variable::name, Variable::value, (_, last) -> last));
        for (var mount : container.spec().volumeMounts()) {
            var volume = ready.get(mount.name());
            if (volume == null) {
                throw new ConfigFailure(
                        "cannot find volume \""
                                + mount.name()
                                + "\" to mount into container \""
                                + container.name()
                                + "\"");
            }
            mounts.add(mount(volume, mount, values::get));
        }
        try {
            boolean ownHosts =
                    mounts.stream()
                            .anyMatch(each -> each.containerPath().equals(ETC_HOSTS.toString()));
            if (!ownHosts
                    && (!addresses.isEmpty() || Boolean.TRUE.equals(pod.spec().hostNetwork()))) {
                mounts.add(writable(hosts(pod, addresses), ETC_HOSTS.toString()));
            }
            var message = PodKey.text(container.spec().terminationMessagePath());
            if (!message.isEmpty()) {
                mounts.add(writable(messageFile(pod, container.name(), attempt), message));
            }
        } catch (IOException e) {
            throw new ConfigFailure(String.valueOf(e.getMessage()));
        }
        return mounts;
    }

    private static Mount mount(
            PodVolumes.Prepared volume,
            VolumeMount mount,
            Function<String, @Nullable String> values) {
        var expression = PodKey.text(mount.subPathExpr());
        var sub =
                expression.isEmpty()
                        ? PodKey.text(mount.subPath())
                        : Expansion.expand(expression, values);
        if (!expression.isEmpty() && sub.contains("$(")) {
            throw new ConfigFailure("missing value for subPathExpr \"" + expression + "\"");
        }
        try {
            var path = sub.isEmpty() ? volume.path() : volume.sub(sub);
            return new Mount(
                    path.toString(),
                    mount.mountPath().startsWith("/") ? mount.mountPath() : "/" + mount.mountPath(),
                    Boolean.TRUE.equals(mount.readOnly()) || volume.readOnly(),
                    false,
                    propagation(PodKey.text(mount.mountPropagation())));
        } catch (VolumeFailure e) {
            throw new ConfigFailure(e.getMessage());
        }
    }

    private static Mount.Propagation propagation(String mode) {
        return switch (mode) {
            case "HostToContainer" -> Mount.Propagation.HOST_TO_CONTAINER;
            case "Bidirectional" -> Mount.Propagation.BIDIRECTIONAL;
            default -> Mount.Propagation.PRIVATE;
        };
    }

    private static Mount writable(Path file, String containerPath) {
        return new Mount(file.toString(), containerPath, false, false, Mount.Propagation.PRIVATE);
    }

    private Path hosts(Pod pod, List<String> addresses) throws IOException {
        var spec = pod.spec();
        var text =
                Boolean.TRUE.equals(spec.hostNetwork())
                        ? HostsFile.ofNode(Files.readString(ETC_HOSTS), spec.hostAliases())
                        : HostsFile.ofPod(
                                addresses,
                                SandboxConfigs.hostname(pod),
                                SandboxConfigs.domain(pod, node.clusterDomain()),
                                spec.hostAliases());
        var file = node.podFolder(PodKey.of(pod).uid()).resolve("etc-hosts");
        Files.writeString(file, text);
        Ownership.mode(file, 0644);
        return file;
    }

    private Path messageFile(Pod pod, String container, int attempt) throws IOException {
        var folder = messageFolder(PodKey.of(pod).uid(), container);
        Files.createDirectories(folder);
        var file = folder.resolve(Integer.toString(attempt));
        Files.writeString(file, "");
        Ownership.mode(file, 0666);
        return file;
    }

    private Path messageFolder(String uid, String container) {
        return node.podFolder(uid).resolve("containers").resolve(container);
    }

    @Override
    public String terminationMessage(Pod pod, PodContainer container, ContainerStatus run) {
        try {
            var file =
                    messageFolder(PodKey.of(pod).uid(), container.name())
                            .resolve(Integer.toString(run.attempt()));
            var written = Files.isRegularFile(file) ? head(file) : "";
            boolean fallBack =
                    written.isEmpty() && run.exitCode() != 0 && fallsBack(container.spec());
            return fallBack ? lastLog(Path.of(run.logPath())) : written;
        } catch (IOException _) {
            return "";
        }
    }

    private static boolean fallsBack(Container container) {
        return "FallbackToLogsOnError".equals(container.terminationMessagePolicy());
    }

    private static String head(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return new String(in.readNBytes(MOST_MESSAGE_BYTES), StandardCharsets.UTF_8);
        }
    }

    private static String lastLog(Path file) throws IOException {
        var out = new ByteArrayOutputStream();
        var options =
                new LogOptions(false, false, MOST_LOG_LINES, null, null, LogOptions.Stream.ALL);
        LogReader.copy(file, options, out, () -> false);
        var bytes = out.toByteArray();
        int from = Math.max(0, bytes.length - MOST_LOG_BYTES);
        return new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8);
    }

    @Override
    public void prepareLog(Pod pod, String container) throws IOException {
        Files.createDirectories(SandboxConfigs.logFolder(node.logs(), pod).resolve(container));
    }

    @Override
    public boolean follows(Pod pod) {
        return volumes.follows(pod);
    }

    @Override
    public void release(PodIdentity pod) {
        prepared.remove(pod.uid());
        try {
            Folders.remove(node.podFolder(pod.uid()).resolve("volumes"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void remove(PodIdentity pod) {
        prepared.remove(pod.uid());
        try {
            Folders.remove(node.podFolder(pod.uid()));
            Folders.remove(
                    node.logs().resolve(pod.namespace() + "_" + pod.name() + "_" + pod.uid()));
            PodCgroup.remove(node.cgroupRoot(), pod.uid());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void removeOthers(Predicate<String> known) {
        try {
            for (var folder : children(node.root().resolve("pods"))) {
                if (!known.test(folder.getFileName().toString())) {
                    Folders.remove(folder);
                }
            }
            for (var folder : children(node.logs())) {
                var name = folder.getFileName().toString();
                if (!known.test(name.substring(name.lastIndexOf('_') + 1))) {
                    Folders.remove(folder);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> children(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            return files.filter(Files::isDirectory).toList();
        }
    }
}
