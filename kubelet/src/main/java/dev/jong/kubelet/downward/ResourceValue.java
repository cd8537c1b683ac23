package dev.jong.kubelet.downward;

import dev.jong.api.Quantity;
import dev.jong.api.core.v1.Container;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;

/// The value of a `resourceFieldRef`: what a container requests or is limited to, in units of a
/// divisor, rounded up.
public final class ResourceValue {
    private ResourceValue() {}

    /// @param allocatable of the node: the limit where the container has none
    public static String of(
            Container container,
            String resource,
            Quantity divisor,
            Map<String, Quantity> allocatable) {
        int dot = resource.indexOf('.');
        var name = resource.substring(dot + 1);
        boolean known =
                name.equals("cpu")
                        || name.equals("memory")
                        || name.equals("ephemeral-storage")
                        || name.startsWith("hugepages-");
        boolean limit = resource.startsWith("limits.");
        if (!known || !limit && !resource.startsWith("requests.")) {
            throw new IllegalArgumentException("unsupported container resource : " + resource);
        }
        var unit = divisor.isZero() ? BigDecimal.ONE : divisor.amount();
        return amount(container, name, limit, allocatable)
                .amount()
                .divide(unit, 0, RoundingMode.CEILING)
                .toBigInteger()
                .toString();
    }

    private static Quantity amount(
            Container container, String name, boolean limit, Map<String, Quantity> allocatable) {
        var resources = container.resources();
        var limited = resources.limits().get(name);
        if (!limit) {
            return resources
                    .requests()
                    .getOrDefault(name, limited == null ? Quantity.ZERO : limited);
        }
        return limited == null || limited.isZero()
                ? allocatable.getOrDefault(name, Quantity.ZERO)
                : limited;
    }
}
