package dev.jong.apiserver.resources.core;

import dev.jong.api.core.v1.ComponentCondition;
import dev.jong.api.core.v1.ComponentStatus;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.apiserver.registry.Column;
import dev.jong.apiserver.registry.Registry;
import dev.jong.apiserver.registry.Resource;
import dev.jong.apiserver.table.Columns;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// `componentstatuses`: how the parts of the control plane are.
public final class Components {
    private static final String HEALTHY = "Healthy";
    private static final Resource<ComponentStatus> RESOURCE =
            Resource.of(ComponentStatus.KIND)
                    .verbs("get", "list")
                    .columns(
                            List.of(
                                    Columns.name(),
                                    Column.text("Status", Components::state),
                                    Column.text("Message", status -> told(status).message()),
                                    Column.text("Error", status -> told(status).error())))
                    .build();

    /// Name → what is wrong, empty when nothing is.
    private final Map<String, Supplier<Optional<String>>> checks =
            new ConcurrentHashMap<>(
                    Map.of(
                            "scheduler", () -> Optional.of("it is not running"),
                            "controller-manager", () -> Optional.of("it is not running")));

    public void addTo(Registry registry) {
        registry.addComputed(RESOURCE, this::all);
    }

    /// How to find out about a component from now on.
    public Components check(String name, Supplier<Optional<String>> trouble) {
        checks.put(name, trouble);
        return this;
    }

    private List<ComponentStatus> all() {
        return new TreeMap<>(checks)
                .entrySet().stream()
                        .map(check -> status(check.getKey(), check.getValue().get()))
                        .toList();
    }

    private static ComponentStatus status(String name, Optional<String> trouble) {
        var condition =
                new ComponentCondition(
                        HEALTHY, trouble.isEmpty() ? "True" : "False", trouble.orElse("ok"), null);
        return ComponentStatus.EMPTY
                .withMetadata(ObjectMeta.builder().name(name).build())
                .withConditions(List.of(condition));
    }

    private static ComponentCondition told(ComponentStatus status) {
        return status.conditions().stream()
                .filter(condition -> condition.type().equals(HEALTHY))
                .findFirst()
                .orElse(ComponentCondition.EMPTY.withStatus("Unknown"));
    }

    private static @Nullable Object state(ComponentStatus status) {
        return switch (told(status).status()) {
            case "True" -> HEALTHY;
            case "Unknown" -> "Unknown";
            default -> "Unhealthy";
        };
    }
}
