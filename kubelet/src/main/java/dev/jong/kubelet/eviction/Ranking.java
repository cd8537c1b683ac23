package dev.jong.kubelet.eviction;

import dev.jong.api.Quantity;
import dev.jong.api.core.v1.Container;
import dev.jong.kubelet.settings.Signal;
import dev.jong.kubelet.settings.Threshold;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Who has to leave first, and what is said of it.
final class Ranking {
    private static final long KIBI = 1024;
    private static final List<String> UNITS = List.of("", "Ki", "Mi", "Gi", "Ti");

    private Ranking() {}

    /// Those that may leave, the first to leave first: who uses more than asked for, then who is
    /// less important, then who uses most beyond what was asked for.
    static List<PodUsage> of(Signal signal, List<PodUsage> pods) {
        return pods.stream()
                .filter(each -> !PodUsage.critical(each.pod()))
                .sorted(
                        Comparator.comparing((PodUsage each) -> each.excess(signal) <= 0)
                                .thenComparingInt(each -> PodUsage.priority(each.pod()))
                                .thenComparing(
                                        Comparator.comparingLong(
                                                        (PodUsage each) -> each.excess(signal))
                                                .reversed()))
                .toList();
    }

    /// `status.message` of the Pod, in upstream's words.
    static String message(Signal signal, Threshold threshold, Reading reading, PodUsage pod) {
        var resource = signal.resource();
        var text =
                new StringBuilder("The node was low on resource: ")
                        .append(resource)
                        .append(". Threshold quantity: ")
                        .append(amount(signal, threshold.of(reading.capacity())))
                        .append(", available: ")
                        .append(amount(signal, reading.available()))
                        .append(". ");
        var usages = pod.byContainer(signal);
        var containers = new ArrayList<>(pod.pod().spec().containers());
        containers.addAll(pod.pod().spec().initContainers());
        for (Container container : containers) {
            var used = usages.get(container.name());
            var asked = container.resources().requests().getOrDefault(resource, Quantity.ZERO);
            if (used != null && used > asked.value()) {
                text.append("Container ")
                        .append(container.name())
                        .append(" was using ")
                        .append(amount(signal, used))
                        .append(", request is ")
                        .append(asked)
                        .append(", has larger consumption of ")
                        .append(resource)
                        .append(". ");
            }
        }
        return text.toString();
    }

    /// Bytes as a quantity with the largest binary unit in which they are whole.
    private static String amount(Signal signal, long value) {
        boolean bytes =
                switch (signal) {
                    case MEMORY_AVAILABLE, NODEFS_AVAILABLE, IMAGEFS_AVAILABLE -> true;
                    case NODEFS_INODES_FREE, IMAGEFS_INODES_FREE, PID_AVAILABLE -> false;
                };
        var unit = 0;
        var left = value;
        while (bytes && left != 0 && left % KIBI == 0 && unit < UNITS.size() - 1) {
            left /= KIBI;
            unit++;
        }
        return left + UNITS.get(unit);
    }
}
