package dev.jong.kubelet;

import dev.jong.api.core.v1.Node;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.api.rules.PodConditions;
import dev.jong.api.zpages.ZPages;
import dev.jong.client.Client;
import dev.jong.client.EventRecorder;
import dev.jong.foundation.Metrics;
import dev.jong.http.HttpServerConfig;
import dev.jong.kubelet.eviction.Evictions;
import dev.jong.kubelet.node.NodeAgent;
import dev.jong.kubelet.pod.ContainerConfigs;
import dev.jong.kubelet.pod.DiskFiles;
import dev.jong.kubelet.pod.Failure;
import dev.jong.kubelet.pod.ImagePulls;
import dev.jong.kubelet.pod.NodeFacts;
import dev.jong.kubelet.pod.PodEvents;
import dev.jong.kubelet.pod.PodFiles;
import dev.jong.kubelet.pod.PodKey;
import dev.jong.kubelet.pod.PodView;
import dev.jong.kubelet.pod.PodWorker;
import dev.jong.kubelet.pod.ServiceSource;
import dev.jong.kubelet.probe.ProbeFigures;
import dev.jong.kubelet.probe.Prober;
import dev.jong.kubelet.runtime.Runtime;
import dev.jong.kubelet.server.Callers;
import dev.jong.kubelet.server.KubeletServer;
import dev.jong.kubelet.server.ServedPods;
import dev.jong.kubelet.volume.PodVolumes;
import dev.jong.kubelet.volume.claim.ClaimVolume;
import dev.jong.kubelet.volume.configmap.ConfigMapVolume;
import dev.jong.kubelet.volume.downwardapi.DownwardApiVolume;
import dev.jong.kubelet.volume.emptydir.EmptyDirVolume;
import dev.jong.kubelet.volume.hostpath.HostPathVolume;
import dev.jong.kubelet.volume.projected.ProjectedVolume;
import dev.jong.kubelet.volume.secret.SecretVolume;
import dev.jong.kubelet.volume.token.Tokens;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// One node: registers it, runs the Pods that are bound to it, serves their logs and streams.
///
/// The runtime belongs to the caller: closing a kubelet stops no container.
public final class Kubelet implements AutoCloseable {
    private final Feed feed;
    private final boolean ownFeed;
    private final Runtime runtime;
    private final NodeAgent agent;
    private final EventRecorder recorder;
    private final KubeletConfig config;
    private final InstantSource clock;
    private final ApiObjects objects;
    private final PodWorker.Parts parts;

    /// What becomes of probes.
    private final Metrics probes = new Metrics();

    private final Map<String, PodWorker> workers = new ConcurrentHashMap<>();
    private @Nullable KubeletServer server;
    private Runtime.@Nullable Subscription watch;
    private @Nullable LogRotation rotation;
    private volatile @Nullable Evictions evictions;

    private Kubelet(
            KubeletConfig config,
            Client client,
            Runtime runtime,
            Feed feed,
            boolean ownFeed,
            InstantSource clock) {
        this.config = config;
        this.runtime = runtime;
        this.feed = feed;
        this.ownFeed = ownFeed;
        this.recorder = new EventRecorder(client, "kubelet", config.nodeName(), clock);
        this.clock = clock;
        this.agent =
                new NodeAgent(config.node(), client, runtime, config.root(), this::pressure, clock);
        this.objects = new ApiObjects(client, clock, this::filesChanged);
        this.parts = parts(client, clock);
    }

    /// Starts a node with a watch of its own.
    public static Kubelet start(KubeletConfig config, Client client, Runtime runtime) {
        return start(config, client, runtime, Feed.ofNode(client, config.nodeName()).start(), true);
    }

    /// Starts one of many nodes that read the API together.
    public static Kubelet start(KubeletConfig config, Client client, Runtime runtime, Feed feed) {
        return start(config, client, runtime, feed, false);
    }

    private static Kubelet start(
            KubeletConfig config, Client client, Runtime runtime, Feed feed, boolean ownFeed) {
        var clock = InstantSource.system();
        var kubelet = new Kubelet(config, client, runtime, feed, ownFeed, clock);
        kubelet.start(new Callers(client, config.nodeName(), clock));
        return kubelet;
    }

    private PodWorker.Parts parts(Client client, InstantSource clock) {
        var node =
                new NodeFacts(
                        config.nodeName(),
                        config.node().addresses(),
                        agent.allocatable(),
                        agent.memoryBytes(),
                        config.names().domain(),
                        config.names().servers(),
                        config.root(),
                        config.logs(),
                        config.cgroupRoot());
        var kinds =
                List.of(
                        new EmptyDirVolume(),
                        new HostPathVolume(),
                        new ConfigMapVolume(),
                        new SecretVolume(),
                        new ProjectedVolume(new Tokens(clock)),
                        new DownwardApiVolume(),
                        new ClaimVolume());
        PodFiles files =
                runtime.reachable()
                        ? new DiskFiles(node, new PodVolumes(kinds), objects)
                        : PodFiles.NONE;
        PodEvents events = new ApiEvents(recorder);
        return new PodWorker.Parts(
                runtime,
                node,
                files,
                new ContainerConfigs(
                        node,
                        files,
                        objects,
                        new ServiceSource(feed::services, feed::servicesKnown)),
                new ImagePulls(runtime, objects, events, clock),
                new Prober(runtime, new ProbeFigures(probes)),
                events,
                new ApiStatusSink(client),
                clock,
                clock.instant(),
                new NodesResolver(config.names().nodesFile()),
                runtime.reachable() ? runtime.version().name() : "simulated",
                wanted -> admission().resizeRefusal(wanted, granted()));
    }

    private void start(Callers callers) {
        if (config.server() != null) {
            var at = config.server();
            server =
                    KubeletServer.start(
                            HttpServerConfig.tls(at.host(), at.port(), at.identity())
                                    .withName("kubelet"),
                            new Served(),
                            runtime,
                            new KubeletServer.Node(
                                    config.nodeName(),
                                    RunningConfiguration.of(config),
                                    new ZPages(
                                            "kubelet",
                                            Map.of("hostname-override", config.nodeName()),
                                            false,
                                            clock)),
                            callers,
                            probes);
        }
        agent.start(port());
        watch = runtime.watch(this::changed);
        feed.join(
                config.nodeName(),
                new Feed.Listener() {
                    @Override
                    public void present(Pod pod) {
                        Kubelet.this.present(pod);
                    }

                    @Override
                    public void gone(Pod pod) {
                        Kubelet.this.gone(pod);
                    }
                });
        if (runtime.reachable()) {
            evictions =
                    Evictions.ofMachine(
                                    config.settings(),
                                    runtime,
                                    config.root(),
                                    config.logs(),
                                    new OwnNode(),
                                    clock)
                            .start();
            rotation = LogRotation.start(config.settings().logs(), runtime, config.logs());
            Thread.ofVirtual()
                    .name("orphans-" + config.nodeName())
                    .start(new Orphans(feed, runtime, parts.files()));
        }
    }

    private void changed(String podUid) {
        var worker = workers.get(podUid);
        if (worker != null) {
            worker.look();
        }
    }

    private void filesChanged(String podUid) {
        var worker = workers.get(podUid);
        if (worker != null) {
            worker.refreshFiles();
        }
    }

    private void present(Pod pod) {
        var uid = PodKey.of(pod).uid();
        if (runtime.reachable()) {
            objects.follow(pod);
        }
        workers.compute(
                uid,
                (_, worker) -> {
                    if (worker == null) {
                        return begin(pod);
                    }
                    worker.update(pod);
                    return worker;
                });
    }

    private PodWorker begin(Pod pod) {
        var uid = PodKey.of(pod).uid();
        var worker = new PodWorker(pod, parts, () -> forget(uid));
        admission()
                .refusal(pod, granted())
                .filter(_ -> pod.status().startTime() == null && !PodConditions.isFinished(pod))
                .ifPresent(refusal -> worker.refuse(refusal.reason(), refusal.message()));
        worker.start();
        return worker;
    }

    private void forget(String podUid) {
        workers.remove(podUid);
        objects.forget(podUid);
    }

    private Set<String> pressure() {
        var looking = evictions;
        return looking == null ? Set.of() : looking.conditions();
    }

    private Admission admission() {
        return new Admission(agent.allocatable(), config.nodeName(), agent::labels, pressure());
    }

    /// The Pods of this node with what they were granted.
    private List<Pod> granted() {
        return workers.values().stream().map(PodWorker::granted).toList();
    }

    private void gone(Pod pod) {
        var worker = workers.get(PodKey.of(pod).uid());
        if (worker != null) {
            worker.remove();
        }
    }

    /// The Pods of this node as last seen.
    List<Pod> pods() {
        return workers.values().stream().map(PodWorker::pod).toList();
    }

    /// What is done when the node runs short of something.
    private final class OwnNode implements Evictions.Node {
        @Override
        public List<Pod> pods() {
            return Kubelet.this.pods();
        }

        @Override
        public void evict(Pod pod, Failure why) {
            var worker = workers.get(PodKey.of(pod).uid());
            if (worker != null) {
                worker.evict(why);
            }
        }

        @Override
        public void warn(String reason, String message) {
            var node =
                    Node.builder()
                            .metadata(
                                    ObjectMeta.builder()
                                            .name(config.nodeName())
                                            .uid(config.nodeName())
                                            .build())
                            .build();
            recorder.warning(node, reason, message);
        }

        @Override
        public void pressureChanged() {
            agent.nudge();
        }
    }

    /// The server's view of this node.
    private final class Served implements ServedPods {
        @Override
        public List<Pod> all() {
            return pods();
        }

        @Override
        public Optional<Pod> find(String namespace, String name) {
            return pods().stream()
                    .filter(pod -> {
                        var identity = PodKey.of(pod);
                        return identity.namespace().equals(namespace)
                                && identity.name().equals(name);
                    })
                    .findFirst();
        }

        @Override
        public PodView view(Pod pod) {
            var uid = PodKey.of(pod).uid();
            return PodView.of(runtime.sandboxesOf(uid), runtime.containersOf(uid));
        }
    }

    /// Port of the server; 0 without one.
    public int port() {
        return server == null ? 0 : server.port();
    }

    /// Leaves the containers running.
    @Override
    public void close() {
        feed.leave(config.nodeName());
        if (watch != null) {
            watch.close();
        }
        if (rotation != null) {
            rotation.close();
        }
        var looking = evictions;
        if (looking != null) {
            looking.close();
        }
        if (server != null) {
            server.close();
        }
        workers.values().forEach(PodWorker::abandon);
        workers.clear();
        objects.close();
        agent.close();
        recorder.close();
        if (ownFeed) {
            feed.close();
        }
    }
}
