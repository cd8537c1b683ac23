package dev.jong.scheduler.nodes;

import dev.jong.api.Quantity;
import dev.jong.api.core.v1.Affinity;
import dev.jong.api.core.v1.Container;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.Toleration;
import dev.jong.api.rules.HostPorts;
import dev.jong.api.rules.HostPorts.HostPort;
import dev.jong.api.rules.PodResources;
import dev.jong.api.rules.Resources;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A Pod as the scheduler sees it: what it asks of a node, worked out once.
public final class PodDemand {
    private static final long DEFAULT_CPU = 100;
    private static final long DEFAULT_MEMORY = 200L << 20;

    private final Pod pod;
    private final String key;
    private final long[] requests;
    private final long scoredCpu;
    private final long scoredMemory;
    private final List<HostPort> hostPorts;
    private final Shape shape;
    private final PodAffinities affinities;

    /// All that a verdict about one node can depend on. Pods of equal shape share such verdicts.
    private record Shape(
            @Nullable String nodeName,
            List<Long> requests,
            long scoredCpu,
            long scoredMemory,
            List<HostPort> hostPorts,
            Map<String, String> nodeSelector,
            @Nullable Affinity affinity,
            List<Toleration> tolerations,
            List<String> images) {}

    private PodDemand(Pod pod, ResourceIds resources) {
        this.pod = pod;
        this.key = pod.metadata().namespace() + "/" + pod.metadata().name();
        this.requests = resources.amounts(PodResources.requests(pod));
        this.scoredCpu = scored(pod, Resources.CPU, requests[ResourceIds.CPU], DEFAULT_CPU);
        this.scoredMemory =
                scored(pod, Resources.MEMORY, requests[ResourceIds.MEMORY], DEFAULT_MEMORY);
        this.hostPorts = HostPorts.of(pod);
        this.affinities = PodAffinities.of(pod);
        this.shape =
                new Shape(
                        pod.spec().nodeName(),
                        Arrays.stream(requests).boxed().toList(),
                        scoredCpu,
                        scoredMemory,
                        hostPorts,
                        pod.spec().nodeSelector(),
                        pod.spec().affinity(),
                        pod.spec().tolerations(),
                        images(pod));
    }

    public static PodDemand of(Pod pod, ResourceIds resources) {
        return new PodDemand(pod, resources);
    }

    private PodDemand(PodDemand same, Pod pod) {
        this.pod = pod;
        this.key = same.key;
        this.requests = same.requests;
        this.scoredCpu = same.scoredCpu;
        this.scoredMemory = same.scoredMemory;
        this.hostPorts = same.hostPorts;
        this.shape = same.shape;
        this.affinities = same.affinities;
    }

    /// The same demand with a newer object, when nothing that places a Pod has changed; else null.
    public @Nullable PodDemand refreshed(Pod newer) {
        var old = pod.metadata();
        var now = newer.metadata();
        return old.labels().equals(now.labels())
                        && (old.deletionTimestamp() == null) == (now.deletionTimestamp() == null)
                        && pod.spec().equals(newer.spec())
                        && pod.status().resize() == null
                        && newer.status().resize() == null
                ? new PodDemand(this, newer)
                : null;
    }

    public Pod pod() {
        return pod;
    }

    /// `namespace/name`
    public String key() {
        return key;
    }

    public String uid() {
        return Objects.requireNonNullElse(pod.metadata().uid(), key);
    }

    public String namespace() {
        return Objects.requireNonNullElse(pod.metadata().namespace(), "");
    }

    public Map<String, String> labels() {
        return pod.metadata().labels();
    }

    /// Amounts by [ResourceIds]; shorter than the number of known resources when the rest is zero.
    public long[] requests() {
        return requests;
    }

    /// CPU for scoring: containers that ask for none count with 100m.
    public long scoredCpu() {
        return scoredCpu;
    }

    /// Memory for scoring: containers that ask for none count with 200 MiB.
    public long scoredMemory() {
        return scoredMemory;
    }

    public List<HostPort> hostPorts() {
        return hostPorts;
    }

    public int priority() {
        return Objects.requireNonNullElse(pod.spec().priority(), 0);
    }

    /// Equal for Pods about which every node-local rule says the same.
    public Object shape() {
        return shape;
    }

    /// What it says about other Pods.
    public PodAffinities affinities() {
        return affinities;
    }

    /// Images of all containers, with the tag that is implied when none is given.
    public List<String> images() {
        return shape.images;
    }

    private static long scored(Pod pod, String resource, long asked, long standard) {
        var whole = pod.spec().resources();
        if (whole != null && whole.requests().containsKey(resource)) {
            return asked;
        }
        var missing = 0L;
        for (var container : pod.spec().containers()) {
            missing += container.resources().requests().containsKey(resource) ? 0 : standard;
        }
        var sum = asked + missing;
        for (var container : pod.spec().initContainers()) {
            sum = Math.max(sum, initial(container, resource, standard));
        }
        return sum;
    }

    private static long initial(Container container, String resource, long standard) {
        var asked = container.resources().requests().get(resource);
        if (asked == null) {
            return standard;
        }
        return resource.equals(Resources.CPU) ? milli(asked) : asked.value();
    }

    private static long milli(Quantity amount) {
        return amount.milliValue();
    }

    private static List<String> images(Pod pod) {
        var images = new ArrayList<String>();
        for (var container : pod.spec().initContainers()) {
            images.add(normalized(container.image()));
        }
        for (var container : pod.spec().containers()) {
            images.add(normalized(container.image()));
        }
        return images;
    }

    private static String normalized(@Nullable String image) {
        if (image == null) {
            return "";
        }
        return image.lastIndexOf(':') <= image.lastIndexOf('/') ? image + ":latest" : image;
    }

    @Override
    public String toString() {
        return key;
    }
}
