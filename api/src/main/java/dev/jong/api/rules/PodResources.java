package dev.jong.api.rules;

import dev.jong.api.Quantity;
import dev.jong.api.core.v1.Container;
import dev.jong.api.core.v1.ContainerStatus;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.ResourceRequirements;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What a Pod as a whole asks for and may use at most.
///
/// Containers and sidecars add up; init containers run one at a time beside the sidecars started
/// before them, so they only raise the sum. Amounts given for the whole Pod replace the sum, and
/// overhead comes on top. Source: KEP-753, KEP-2837, KEP-1287.
public final class PodResources {
    private PodResources() {}

    /// What the scheduler must find on a node. A resize under way counts with the larger amount.
    public static Map<String, Quantity> requests(Pod pod) {
        var total = containerRequests(pod);
        var whole = pod.spec().resources();
        if (whole != null) {
            whole.requests()
                    .forEach((name, amount) -> {
                        if (Resources.isPodLevel(name)) {
                            total.put(name, amount);
                        }
                    });
        }
        Resources.add(total, pod.spec().overhead());
        return total;
    }

    /// The amount of one resource, in its base unit; cpu in thousandths.
    public static long request(Pod pod, String resource) {
        var amount = requests(pod).get(resource);
        if (amount == null) {
            return 0;
        }
        return resource.equals(Resources.CPU) ? amount.milliValue() : amount.value();
    }

    /// What the containers ask for together, without what is given for the whole Pod.
    public static Map<String, Quantity> containerRequests(Pod pod) {
        return aggregate(pod, container -> requests(pod, container));
    }

    public static Map<String, Quantity> containerLimits(Pod pod) {
        return aggregate(pod, container -> container.resources().limits());
    }

    public static Map<String, Quantity> limits(Pod pod) {
        var total = containerLimits(pod);
        var whole = pod.spec().resources();
        if (whole != null) {
            whole.limits()
                    .forEach((name, amount) -> {
                        if (Resources.isPodLevel(name)) {
                            total.put(name, amount);
                        }
                    });
        }
        pod.spec()
                .overhead()
                .forEach((name, amount) ->
                        total.computeIfPresent(name, (_, sum) -> sum.add(amount)));
        return total;
    }

    /// A sidecar: an init container that goes on running.
    public static boolean isSidecar(Container initContainer) {
        return "Always".equals(initContainer.restartPolicy());
    }

    private static Map<String, Quantity> aggregate(
            Pod pod, Function<Container, Map<String, Quantity>> amounts) {
        var total = new HashMap<String, Quantity>();
        for (var container : pod.spec().containers()) {
            Resources.add(total, amounts.apply(container));
        }
        var sidecars = new HashMap<String, Quantity>();
        Map<String, Quantity> starting = new HashMap<>();
        for (var container : pod.spec().initContainers()) {
            var own = amounts.apply(container);
            if (isSidecar(container)) {
                Resources.add(total, own);
                Resources.add(sidecars, own);
                Resources.raise(starting, sidecars);
            } else {
                Resources.raise(starting, Resources.sum(own, sidecars));
            }
        }
        Resources.raise(total, starting);
        return total;
    }

    private static Map<String, Quantity> requests(Pod pod, Container container) {
        var asked = container.resources().requests();
        var running = running(pod.status().containerStatuses(), container.name());
        if (running == null && isSidecar(container)) {
            running = running(pod.status().initContainerStatuses(), container.name());
        }
        var actual = running == null ? null : running.resources();
        if (running == null || actual == null) {
            return asked;
        }
        var granted = Resources.max(actual.requests(), running.allocatedResources());
        return resizeIsInfeasible(pod) ? granted : Resources.max(asked, granted);
    }

    private static @Nullable ContainerStatus running(List<ContainerStatus> statuses, String name) {
        for (var status : statuses) {
            if (status.name().equals(name)) {
                return status;
            }
        }
        return null;
    }

    private static boolean resizeIsInfeasible(Pod pod) {
        return PodConditions.find(pod, "PodResizePending")
                .filter(condition -> "Infeasible".equals(condition.reason()))
                .isPresent();
    }

    /// Requests that a container gets when it names only limits.
    public static ResourceRequirements withRequestsFromLimits(ResourceRequirements resources) {
        if (resources.requests().keySet().containsAll(resources.limits().keySet())) {
            return resources;
        }
        var requests = new HashMap<>(resources.limits());
        requests.putAll(resources.requests());
        return resources.withRequests(requests);
    }
}
