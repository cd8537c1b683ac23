package dev.jong.apiserver.defaults;

import static java.util.Objects.requireNonNullElse;

import dev.jong.api.Quantity;
import dev.jong.api.core.v1.Container;
import dev.jong.api.core.v1.ContainerPort;
import dev.jong.api.core.v1.EnvVar;
import dev.jong.api.core.v1.EphemeralContainer;
import dev.jong.api.core.v1.HTTPGetAction;
import dev.jong.api.core.v1.Lifecycle;
import dev.jong.api.core.v1.LifecycleHandler;
import dev.jong.api.core.v1.ObjectFieldSelector;
import dev.jong.api.core.v1.Probe;
import dev.jong.api.core.v1.ResourceRequirements;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a container gets that does not say otherwise.
final class ContainerDefaults {
    private ContainerDefaults() {}

    static Container apply(Container container) {
        return container.toBuilder()
                .ports(ports(container.ports()))
                .env(env(container.env()))
                .resources(rounded(container.resources()))
                .livenessProbe(probe(container.livenessProbe()))
                .readinessProbe(probe(container.readinessProbe()))
                .startupProbe(probe(container.startupProbe()))
                .lifecycle(lifecycle(container.lifecycle()))
                .imagePullPolicy(pullPolicy(container.imagePullPolicy(), container.image()))
                .terminationMessagePath(
                        requireNonNullElse(
                                container.terminationMessagePath(), "/dev/termination-log"))
                .terminationMessagePolicy(
                        requireNonNullElse(container.terminationMessagePolicy(), "File"))
                .build();
    }

    static EphemeralContainer apply(EphemeralContainer container) {
        return container.toBuilder()
                .ports(ports(container.ports()))
                .env(env(container.env()))
                .resources(rounded(container.resources()))
                .livenessProbe(probe(container.livenessProbe()))
                .readinessProbe(probe(container.readinessProbe()))
                .startupProbe(probe(container.startupProbe()))
                .lifecycle(lifecycle(container.lifecycle()))
                .imagePullPolicy(pullPolicy(container.imagePullPolicy(), container.image()))
                .terminationMessagePath(
                        requireNonNullElse(
                                container.terminationMessagePath(), "/dev/termination-log"))
                .terminationMessagePolicy(
                        requireNonNullElse(container.terminationMessagePolicy(), "File"))
                .build();
    }

    private static List<ContainerPort> ports(List<ContainerPort> ports) {
        return ports.stream()
                .map(port -> port.withProtocol(requireNonNullElse(port.protocol(), "TCP")))
                .toList();
    }

    private static List<EnvVar> env(List<EnvVar> variables) {
        return variables.stream().map(ContainerDefaults::env).toList();
    }

    private static EnvVar env(EnvVar variable) {
        var source = variable.valueFrom();
        if (source == null) {
            return variable;
        }
        var field = source.fieldRef();
        var file = source.fileKeyRef();
        return variable.withValueFrom(
                source.toBuilder()
                        .fieldRef(field == null ? null : fieldRef(field))
                        .fileKeyRef(
                                file == null || file.optional() != null
                                        ? file
                                        : file.withOptional(false))
                        .build());
    }

    static ObjectFieldSelector fieldRef(ObjectFieldSelector field) {
        return field.withApiVersion(requireNonNullElse(field.apiVersion(), "v1"));
    }

    private static @Nullable Probe probe(@Nullable Probe probe) {
        if (probe == null) {
            return null;
        }
        var http = probe.httpGet();
        var grpc = probe.grpc();
        return probe.toBuilder()
                .httpGet(http == null ? null : http(http))
                .grpc(
                        grpc == null
                                ? null
                                : grpc.withService(requireNonNullElse(grpc.service(), "")))
                .timeoutSeconds(orElse(probe.timeoutSeconds(), 1))
                .periodSeconds(orElse(probe.periodSeconds(), 10))
                .successThreshold(orElse(probe.successThreshold(), 1))
                .failureThreshold(orElse(probe.failureThreshold(), 3))
                .build();
    }

    private static int orElse(int value, int fallback) {
        return value == 0 ? fallback : value;
    }

    private static HTTPGetAction http(HTTPGetAction http) {
        return http.withPath(requireNonNullElse(http.path(), "/"))
                .withScheme(requireNonNullElse(http.scheme(), "HTTP"));
    }

    private static @Nullable Lifecycle lifecycle(@Nullable Lifecycle lifecycle) {
        return lifecycle == null
                ? null
                : lifecycle
                        .withPostStart(handler(lifecycle.postStart()))
                        .withPreStop(handler(lifecycle.preStop()));
    }

    private static @Nullable LifecycleHandler handler(@Nullable LifecycleHandler handler) {
        var http = handler == null ? null : handler.httpGet();
        return handler == null || http == null ? handler : handler.withHttpGet(http(http));
    }

    /// `latest`, said or left out, may change: it is pulled each time.
    static String pullPolicy(@Nullable String policy, @Nullable String image) {
        if (policy != null) {
            return policy;
        }
        if (image == null || !ImageName.isValid(image)) {
            return "IfNotPresent";
        }
        int digest = image.indexOf('@');
        var name = digest < 0 ? image : image.substring(0, digest);
        int colon = name.lastIndexOf(':');
        boolean tagged = colon > name.lastIndexOf('/');
        boolean latest = tagged ? name.substring(colon + 1).equals("latest") : digest < 0;
        return latest ? "Always" : "IfNotPresent";
    }

    static ResourceRequirements rounded(ResourceRequirements resources) {
        return resources
                .withLimits(rounded(resources.limits()))
                .withRequests(rounded(resources.requests()));
    }

    /// The API keeps no amounts finer than thousandths.
    static Map<String, Quantity> rounded(Map<String, Quantity> amounts) {
        if (amounts.isEmpty()) {
            return amounts;
        }
        var rounded = new HashMap<String, Quantity>();
        amounts.forEach((name, amount) -> rounded.put(name, amount.roundUp(-3)));
        return rounded;
    }
}
