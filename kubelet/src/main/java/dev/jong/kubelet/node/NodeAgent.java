package dev.jong.kubelet.node;

import dev.jong.api.Quantity;
import dev.jong.api.coordination.v1.Lease;
import dev.jong.api.coordination.v1.LeaseSpec;
import dev.jong.api.core.v1.Node;
import dev.jong.api.core.v1.NodeSystemInfo;
import dev.jong.api.errors.ApiException;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.api.meta.v1.OwnerReference;
import dev.jong.client.Client;
import dev.jong.client.ClientException;
import dev.jong.client.ResourceClient;
import dev.jong.kubelet.runtime.Image;
import dev.jong.kubelet.runtime.Runtime;
import dev.jong.kubelet.runtime.RuntimeFailure;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Registers the node and keeps the API told: its Lease every ten seconds, its status when it
/// changes and every five minutes.
public final class NodeAgent implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(NodeAgent.class);
    private static final String LEASES = "kube-node-lease";
    private static final int LEASE_SECONDS = 40;
    private static final Duration ROUND = Duration.ofSeconds(10);
    private static final Duration FULL_REPORT = Duration.ofMinutes(5);
    private static final Duration SOON = Duration.ofSeconds(1);

    /// Until it is Ready for the first time, a node is waited for.
    private static final Duration AT_ONCE = Duration.ofMillis(100);

    private final NodeIdentity identity;
    private final Runtime runtime;
    private final InstantSource clock;
    private final Supplier<Set<String>> pressure;
    private final ResourceClient<Node> nodes;
    private final ResourceClient<Lease> leases;
    private final Map<String, Quantity> capacity;
    private final Semaphore nudges = new Semaphore(0);
    private volatile boolean closed;
    private @Nullable Thread thread;
    private int port;
    private @Nullable Node node;
    private @Nullable Lease lease;
    private @Nullable NodeSystemInfo system;
    private Instant reported = Instant.MIN;

    /// @param folder where Pods write
    /// @param pressure conditions of a shortage that are True now
    public NodeAgent(
            NodeIdentity identity,
            Client client,
            Runtime runtime,
            Path folder,
            Supplier<Set<String>> pressure,
            InstantSource clock) {
        this.identity = identity;
        this.runtime = runtime;
        this.clock = clock;
        this.pressure = pressure;
        this.nodes = client.resources(Node.KIND);
        this.leases = client.resources(Lease.KIND).inNamespace(LEASES);
        this.capacity =
                identity.capacity().isEmpty() ? Machine.capacity(folder) : identity.capacity();
    }

    /// What Pods can be given.
    public Map<String, Quantity> allocatable() {
        return capacity;
    }

    public long memoryBytes() {
        var memory = capacity.get("memory");
        return memory == null ? Machine.memoryBytes() : memory.value();
    }

    /// Asks the API for the node's labels as they are now.
    public Map<String, String> labels() {
        return nodes.find(identity.name())
                .map(found -> found.metadata().labels())
                .orElse(identity.labels());
    }

    /// @param served where the kubelet's server listens, 0 without one
    public void start(int served) {
        port = served;
        thread = Thread.ofVirtual().name("node-" + identity.name()).start(this::run);
    }

    private void run() {
        var retry = AT_ONCE;
        while (!closed) {
            boolean good = round();
            retry = good ? SOON : retry;
            var pause = good ? ROUND.plusMillis(ThreadLocalRandom.current().nextLong(400)) : retry;
            try {
                if (nudges.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    nudges.drainPermits();
                }
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    private boolean round() {
        try {
            report();
            renew();
            return runtime.health().ready();
        } catch (ApiException | ClientException | RuntimeFailure e) {
            log.atDebug()
                    .addKeyValue("node", identity.name())
                    .log("Could not report the node: {}", e.getMessage());
            node = null;
            lease = null;
            return false;
        }
    }

    /// Reports now instead of in a few seconds.
    public void nudge() {
        nudges.release();
    }

    private void report() {
        var now = clock.instant();
        var told = node == null ? nodes.find(identity.name()) : Optional.of(node);
        var report = current(now);
        if (told.isEmpty()) {
            node = nodes.create(report.fresh());
            reported = now;
            log.atInfo().addKeyValue("node", identity.name()).log("Registered the node");
            return;
        }
        var fresh = report.status(told.get());
        boolean due = !now.isBefore(reported.plus(FULL_REPORT));
        if (due || !NodeReport.sameButTime(fresh, told.get().status())) {
            node = write(told.get(), report);
            reported = now;
        } else {
            // Others may have written to the Node meanwhile: look at it again next time.
            node = null;
        }
    }

    private Node write(Node told, NodeReport report) {
        var newest = told;
        for (int tries = 0; ; tries++) {
            try {
                return nodes.updateStatus(newest.withStatus(report.status(newest)));
            } catch (ApiException.Conflict e) {
                if (tries >= 5) {
                    throw e;
                }
                newest = nodes.get(identity.name());
            }
        }
    }

    private NodeReport current(Instant now) {
        var health = runtime.health();
        List<Image> images = health.runtimeReady() ? runtime.images() : List.of();
        if (system == null && health.runtimeReady()) {
            system = Machine.systemInfo(runtime.version().toString());
        }
        return new NodeReport(
                identity.withPort(port),
                capacity,
                Objects.requireNonNullElseGet(system, () -> Machine.systemInfo("")),
                health,
                images,
                pressure.get(),
                now);
    }

    private void renew() {
        var now = clock.instant();
        var held = lease == null ? leases.find(identity.name()) : Optional.of(lease);
        if (held.isPresent()) {
            lease = leases.update(held.get().mapSpec(spec -> spec.withRenewTime(now)));
            return;
        }
        var metadata =
                ObjectMeta.builder()
                        .name(identity.name())
                        .namespace(LEASES)
                        .ownerReferences(owner())
                        .build();
        var spec =
                LeaseSpec.builder()
                        .holderIdentity(identity.name())
                        .leaseDurationSeconds(LEASE_SECONDS)
                        .renewTime(now)
                        .build();
        lease = leases.create(Lease.builder().metadata(metadata).spec(spec).build());
    }

    private List<OwnerReference> owner() {
        return nodes.find(identity.name())
                .map(found ->
                        OwnerReference.builder()
                                .apiVersion("v1")
                                .kind("Node")
                                .name(identity.name())
                                .uid(Objects.requireNonNullElse(found.metadata().uid(), ""))
                                .build())
                .map(List::of)
                .orElse(List.of());
    }

    @Override
    public void close() {
        closed = true;
        var running = thread;
        if (running != null) {
            running.interrupt();
        }
    }
}
