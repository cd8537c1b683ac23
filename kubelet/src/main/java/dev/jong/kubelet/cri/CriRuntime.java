package dev.jong.kubelet.cri;

import static dev.jong.kubelet.cri.CriChannel.call;

import com.google.protobuf.ByteString;
import dev.jong.kubelet.cri.v1.AttachRequest;
import dev.jong.kubelet.cri.v1.AuthConfig;
import dev.jong.kubelet.cri.v1.ContainerFilter;
import dev.jong.kubelet.cri.v1.ContainerStatusRequest;
import dev.jong.kubelet.cri.v1.CreateContainerRequest;
import dev.jong.kubelet.cri.v1.ExecRequest;
import dev.jong.kubelet.cri.v1.ExecSyncRequest;
import dev.jong.kubelet.cri.v1.ImageFsInfoRequest;
import dev.jong.kubelet.cri.v1.ImageServiceGrpc;
import dev.jong.kubelet.cri.v1.ImageServiceGrpc.ImageServiceBlockingStub;
import dev.jong.kubelet.cri.v1.ImageSpec;
import dev.jong.kubelet.cri.v1.ImageStatusRequest;
import dev.jong.kubelet.cri.v1.ListContainerStatsRequest;
import dev.jong.kubelet.cri.v1.ListContainersRequest;
import dev.jong.kubelet.cri.v1.ListImagesRequest;
import dev.jong.kubelet.cri.v1.ListPodSandboxRequest;
import dev.jong.kubelet.cri.v1.PodSandboxFilter;
import dev.jong.kubelet.cri.v1.PodSandboxStatusRequest;
import dev.jong.kubelet.cri.v1.PortForwardRequest;
import dev.jong.kubelet.cri.v1.PullImageRequest;
import dev.jong.kubelet.cri.v1.RemoveContainerRequest;
import dev.jong.kubelet.cri.v1.RemoveImageRequest;
import dev.jong.kubelet.cri.v1.RemovePodSandboxRequest;
import dev.jong.kubelet.cri.v1.ReopenContainerLogRequest;
import dev.jong.kubelet.cri.v1.RunPodSandboxRequest;
import dev.jong.kubelet.cri.v1.RuntimeServiceGrpc;
import dev.jong.kubelet.cri.v1.RuntimeServiceGrpc.RuntimeServiceBlockingStub;
import dev.jong.kubelet.cri.v1.StartContainerRequest;
import dev.jong.kubelet.cri.v1.StatusRequest;
import dev.jong.kubelet.cri.v1.StopContainerRequest;
import dev.jong.kubelet.cri.v1.StopPodSandboxRequest;
import dev.jong.kubelet.cri.v1.UpdateContainerResourcesRequest;
import dev.jong.kubelet.cri.v1.VersionRequest;
import dev.jong.kubelet.linux.MachineUsage;
import dev.jong.kubelet.runtime.Container;
import dev.jong.kubelet.runtime.ContainerConfig;
import dev.jong.kubelet.runtime.ContainerStatus;
import dev.jong.kubelet.runtime.ContainerUsage;
import dev.jong.kubelet.runtime.ExecResult;
import dev.jong.kubelet.runtime.Image;
import dev.jong.kubelet.runtime.LinuxResources;
import dev.jong.kubelet.runtime.NodeUsage;
import dev.jong.kubelet.runtime.PullCredentials;
import dev.jong.kubelet.runtime.Runtime;
import dev.jong.kubelet.runtime.RuntimeFailure;
import dev.jong.kubelet.runtime.RuntimeHealth;
import dev.jong.kubelet.runtime.RuntimeVersion;
import dev.jong.kubelet.runtime.Sandbox;
import dev.jong.kubelet.runtime.SandboxConfig;
import dev.jong.kubelet.runtime.SandboxStatus;
import dev.jong.kubelet.runtime.StreamOptions;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// containerd or CRI-O behind its socket. Looks at all sandboxes and containers every second and
/// tells watchers which Pods changed; containerd 1.6 has no event stream.
public final class CriRuntime implements Runtime {
    private static final Duration USUAL = Duration.ofMinutes(2);
    private static final Duration PULL = Duration.ofMinutes(30);
    private static final String POD_UID = "io.kubernetes.pod.uid";

    private final CriChannel channel;
    private final RuntimeServiceBlockingStub runtime;
    private final ImageServiceBlockingStub imageService;
    private final CriWatch watch;

    private CriRuntime(Path socket) {
        this.channel = new CriChannel(socket);
        this.runtime = RuntimeServiceGrpc.newBlockingStub(channel.channel());
        this.imageService = ImageServiceGrpc.newBlockingStub(channel.channel());
        this.watch = new CriWatch(this);
    }

    /// Connects when first asked something; `socket` need not exist yet.
    public static CriRuntime connect(Path socket) {
        return new CriRuntime(socket);
    }

    private RuntimeServiceBlockingStub runtime(Duration deadline) {
        return runtime.withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS);
    }

    private ImageServiceBlockingStub images(Duration deadline) {
        return imageService.withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public RuntimeVersion version() {
        var answer =
                call(() ->
                        runtime(USUAL)
                                .version(VersionRequest.newBuilder().setVersion("0.1.0").build()));
        return new RuntimeVersion(answer.getRuntimeName(), answer.getRuntimeVersion());
    }

    @Override
    public RuntimeHealth health() {
        try {
            return CriAnswers.health(
                    call(() ->
                            runtime(Duration.ofSeconds(5))
                                    .status(StatusRequest.getDefaultInstance())));
        } catch (RuntimeFailure e) {
            return new RuntimeHealth(false, false, e.getMessage());
        }
    }

    @Override
    public String runSandbox(SandboxConfig config) {
        var request =
                RunPodSandboxRequest.newBuilder()
                        .setConfig(CriRequests.sandbox(config))
                        .setRuntimeHandler(config.handler())
                        .build();
        return call(() -> runtime(Duration.ofMinutes(4)).runPodSandbox(request)).getPodSandboxId();
    }

    @Override
    public void stopSandbox(String sandboxId) {
        var request = StopPodSandboxRequest.newBuilder().setPodSandboxId(sandboxId).build();
        ignoreMissing(() -> call(() -> runtime(USUAL).stopPodSandbox(request)));
    }

    @Override
    public void removeSandbox(String sandboxId) {
        var request = RemovePodSandboxRequest.newBuilder().setPodSandboxId(sandboxId).build();
        ignoreMissing(() -> call(() -> runtime(USUAL).removePodSandbox(request)));
    }

    @Override
    public List<Sandbox> sandboxes() {
        return listSandboxes(PodSandboxFilter.getDefaultInstance());
    }

    private List<Sandbox> listSandboxes(PodSandboxFilter filter) {
        var request = ListPodSandboxRequest.newBuilder().setFilter(filter).build();
        return call(() -> runtime(USUAL).listPodSandbox(request)).getItemsList().stream()
                .map(CriAnswers::sandbox)
                .filter(sandbox -> !sandbox.pod().uid().isEmpty())
                .toList();
    }

    @Override
    public List<SandboxStatus> sandboxesOf(String podUid) {
        var found = new ArrayList<SandboxStatus>();
        for (var sandbox :
                listSandboxes(
                        PodSandboxFilter.newBuilder().putLabelSelector(POD_UID, podUid).build())) {
            var request =
                    PodSandboxStatusRequest.newBuilder().setPodSandboxId(sandbox.id()).build();
            ignoreMissing(() ->
                    found.add(
                            CriAnswers.sandboxStatus(
                                    call(() -> runtime(USUAL).podSandboxStatus(request))
                                            .getStatus())));
        }
        found.sort(
                Comparator.comparing((SandboxStatus each) -> each.sandbox().createdAt())
                        .reversed());
        return List.copyOf(found);
    }

    @Override
    public String createContainer(
            String sandboxId, ContainerConfig container, SandboxConfig sandbox) {
        var request =
                CreateContainerRequest.newBuilder()
                        .setPodSandboxId(sandboxId)
                        .setConfig(CriRequests.container(container))
                        .setSandboxConfig(CriRequests.sandbox(sandbox))
                        .build();
        return call(() -> runtime(USUAL).createContainer(request)).getContainerId();
    }

    @Override
    public void startContainer(String containerId) {
        var request = StartContainerRequest.newBuilder().setContainerId(containerId).build();
        call(() -> runtime(USUAL).startContainer(request));
    }

    @Override
    public void stopContainer(String containerId, Duration grace) {
        var request =
                StopContainerRequest.newBuilder()
                        .setContainerId(containerId)
                        .setTimeout(grace.toSeconds())
                        .build();
        ignoreMissing(() -> call(() -> runtime(grace.plus(USUAL)).stopContainer(request)));
    }

    @Override
    public void removeContainer(String containerId) {
        var request = RemoveContainerRequest.newBuilder().setContainerId(containerId).build();
        ignoreMissing(() -> call(() -> runtime(USUAL).removeContainer(request)));
    }

    @Override
    public List<Container> containers() {
        return listContainers(ContainerFilter.getDefaultInstance());
    }

    private List<Container> listContainers(ContainerFilter filter) {
        var request = ListContainersRequest.newBuilder().setFilter(filter).build();
        return call(() -> runtime(USUAL).listContainers(request)).getContainersList().stream()
                .filter(container -> container.containsLabels(POD_UID))
                .map(CriAnswers::container)
                .toList();
    }

    @Override
    public List<ContainerStatus> containersOf(String podUid) {
        var found = new ArrayList<ContainerStatus>();
        for (var container :
                listContainers(
                        ContainerFilter.newBuilder().putLabelSelector(POD_UID, podUid).build())) {
            var request =
                    ContainerStatusRequest.newBuilder().setContainerId(container.id()).build();
            ignoreMissing(() ->
                    found.add(
                            CriAnswers.status(
                                    container,
                                    call(() -> runtime(USUAL).containerStatus(request))
                                            .getStatus())));
        }
        return List.copyOf(found);
    }

    @Override
    public void updateResources(String containerId, LinuxResources resources) {
        var request =
                UpdateContainerResourcesRequest.newBuilder()
                        .setContainerId(containerId)
                        .setLinux(CriRequests.resources(resources))
                        .build();
        call(() -> runtime(USUAL).updateContainerResources(request));
    }

    @Override
    public void reopenLog(String containerId) {
        var request = ReopenContainerLogRequest.newBuilder().setContainerId(containerId).build();
        call(() -> runtime(USUAL).reopenContainerLog(request));
    }

    @Override
    public ExecResult exec(String containerId, List<String> command, Duration timeout) {
        var request =
                ExecSyncRequest.newBuilder()
                        .setContainerId(containerId)
                        .addAllCmd(command)
                        .setTimeout(timeout.toSeconds())
                        .build();
        var answer = call(() -> runtime(timeout.plusSeconds(10)).execSync(request));
        ByteString output = answer.getStdout().concat(answer.getStderr());
        return new ExecResult(answer.getExitCode(), output.toStringUtf8());
    }

    @Override
    public Streaming openExec(String containerId, List<String> command, StreamOptions options) {
        var request =
                ExecRequest.newBuilder()
                        .setContainerId(containerId)
                        .addAllCmd(command)
                        .setTty(options.tty())
                        .setStdin(options.stdin())
                        .setStdout(options.stdout())
                        .setStderr(options.stderr())
                        .build();
        return forward(call(() -> runtime(USUAL).exec(request)).getUrl());
    }

    @Override
    public Streaming openAttach(String containerId, StreamOptions options) {
        var request =
                AttachRequest.newBuilder()
                        .setContainerId(containerId)
                        .setTty(options.tty())
                        .setStdin(options.stdin())
                        .setStdout(options.stdout())
                        .setStderr(options.stderr())
                        .build();
        return forward(call(() -> runtime(USUAL).attach(request)).getUrl());
    }

    @Override
    public Streaming openPortForward(String sandboxId) {
        var request = PortForwardRequest.newBuilder().setPodSandboxId(sandboxId).build();
        return forward(call(() -> runtime(USUAL).portForward(request)).getUrl());
    }

    private static Streaming forward(String url) {
        return new Streaming.Forward(URI.create(url));
    }

    @Override
    public Optional<Image> image(String reference) {
        var request =
                ImageStatusRequest.newBuilder()
                        .setImage(ImageSpec.newBuilder().setImage(reference))
                        .build();
        var answer = call(() -> images(USUAL).imageStatus(request));
        return answer.hasImage()
                ? Optional.of(CriAnswers.image(answer.getImage()))
                : Optional.empty();
    }

    @Override
    public String pullImage(String reference, PullCredentials credentials) {
        var request =
                PullImageRequest.newBuilder().setImage(ImageSpec.newBuilder().setImage(reference));
        if (!credentials.equals(PullCredentials.NONE)) {
            request.setAuth(
                    AuthConfig.newBuilder()
                            .setUsername(credentials.userName())
                            .setPassword(credentials.password())
                            .setAuth(credentials.auth())
                            .setIdentityToken(credentials.identityToken()));
        }
        return call(() -> images(PULL).pullImage(request.build())).getImageRef();
    }

    @Override
    public void removeImage(String reference) {
        var request =
                RemoveImageRequest.newBuilder()
                        .setImage(ImageSpec.newBuilder().setImage(reference))
                        .build();
        ignoreMissing(() -> call(() -> images(USUAL).removeImage(request)));
    }

    @Override
    public List<Image> images() {
        return call(() -> images(USUAL).listImages(ListImagesRequest.getDefaultInstance()))
                .getImagesList()
                .stream()
                .map(CriAnswers::image)
                .toList();
    }

    @Override
    public Optional<Path> imageFolder() {
        return call(() -> images(USUAL).imageFsInfo(ImageFsInfoRequest.getDefaultInstance()))
                .getImageFilesystemsList()
                .stream()
                .map(each -> Path.of(each.getFsId().getMountpoint()))
                .findFirst();
    }

    @Override
    public List<ContainerUsage> usage() {
        return call(() ->
                        runtime(USUAL)
                                .listContainerStats(ListContainerStatsRequest.getDefaultInstance()))
                .getStatsList()
                .stream()
                .map(CriAnswers::usage)
                .toList();
    }

    @Override
    public NodeUsage nodeUsage() {
        return MachineUsage.now(Instant.now());
    }

    @Override
    public Subscription watch(Consumer<String> onChange) {
        return watch.add(onChange);
    }

    @Override
    public void refresh() {
        watch.lookNow();
    }

    private static void ignoreMissing(Runnable action) {
        try {
            action.run();
        } catch (RuntimeFailure.NotFound _) {
            // Gone is what was asked for.
        }
    }

    @Override
    public void close() {
        watch.close();
        channel.close();
    }
}
