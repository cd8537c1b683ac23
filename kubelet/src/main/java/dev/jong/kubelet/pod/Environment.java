package dev.jong.kubelet.pod;

import dev.jong.api.Quantity;
import dev.jong.api.core.v1.ConfigMap;
import dev.jong.api.core.v1.Container;
import dev.jong.api.core.v1.EnvFromSource;
import dev.jong.api.core.v1.EnvVar;
import dev.jong.api.core.v1.EnvVarSource;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.Secret;
import dev.jong.api.core.v1.Service;
import dev.jong.kubelet.downward.FieldValue;
import dev.jong.kubelet.downward.ResourceValue;
import dev.jong.kubelet.runtime.ContainerConfig.Variable;
import dev.jong.kubelet.volume.ClusterObjects;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The environment of one container.
final class Environment {
    private final Pod pod;
    private final Container container;
    private final FieldValue facts;
    private final ClusterObjects objects;
    private final Map<String, Quantity> allocatable;
    private final Map<String, Optional<ConfigMap>> configMaps = new HashMap<>();
    private final Map<String, Optional<Secret>> secrets = new HashMap<>();
    private final Map<String, String> variables = new LinkedHashMap<>();

    Environment(
            Pod pod,
            Container container,
            FieldValue facts,
            ClusterObjects objects,
            Map<String, Quantity> allocatable) {
        this.pod = pod;
        this.container = container;
        this.facts = facts;
        this.objects = objects;
        this.allocatable = allocatable;
    }

    /// @throws ConfigFailure where something that is referred to is not there
    List<Variable> variables(List<Service> services) {
        boolean links = !Boolean.FALSE.equals(pod.spec().enableServiceLinks());
        var ofServices = ServiceVariables.of(services, namespace(), links);
        container.envFrom().forEach(this::addAll);
        for (var variable : container.env()) {
            add(variable, ofServices);
        }
        ofServices.forEach(variables::putIfAbsent);
        return variables.entrySet().stream()
                .map(entry -> new Variable(entry.getKey(), entry.getValue()))
                .toList();
    }

    private String namespace() {
        return PodKey.text(pod.metadata().namespace());
    }

    private void addAll(EnvFromSource source) {
        var prefix = PodKey.text(source.prefix());
        var map = source.configMapRef();
        if (map != null) {
            configMap(PodKey.text(map.name()), map.optional())
                    .ifPresent(found ->
                            found.data()
                                    .forEach((key, value) -> variables.put(prefix + key, value)));
        }
        var secret = source.secretRef();
        if (secret != null) {
            secret(PodKey.text(secret.name()), secret.optional())
                    .ifPresent(found ->
                            found.data()
                                    .forEach((key, value) ->
                                            variables.put(prefix + key, value.utf8())));
        }
    }

    private void add(EnvVar variable, Map<String, String> ofServices) {
        var value = PodKey.text(variable.value());
        var source = variable.valueFrom();
        if (value.isEmpty() && source != null) {
            var found = valueOf(source);
            if (found.isPresent()) {
                variables.put(variable.name(), found.get());
            }
            return;
        }
        variables.put(variable.name(), Expansion.expand(value, name -> known(name, ofServices)));
    }

    private @Nullable String known(String name, Map<String, String> ofServices) {
        var own = variables.get(name);
        return own == null ? ofServices.get(name) : own;
    }

    /// Empty where an optional source is not there.
    private Optional<String> valueOf(EnvVarSource source) {
        var field = source.fieldRef();
        var resource = source.resourceFieldRef();
        var map = source.configMapKeyRef();
        var secret = source.secretKeyRef();
        if (field != null) {
            return Optional.of(fact(() -> facts.of(field.fieldPath())));
        }
        if (resource != null) {
            var named = PodKey.text(resource.containerName());
            var subject = named.isEmpty() ? container : containerNamed(named);
            var divisor = resource.divisor();
            return Optional.of(
                    fact(() ->
                            ResourceValue.of(
                                    subject,
                                    resource.resource(),
                                    divisor == null ? Quantity.ZERO : divisor,
                                    allocatable)));
        }
        if (map != null) {
            var name = PodKey.text(map.name());
            var value = configMap(name, map.optional()).map(found -> found.data().get(map.key()));
            return present(value, map.optional(), map.key(), "ConfigMap", name);
        }
        if (secret != null) {
            var name = PodKey.text(secret.name());
            var value =
                    secret(name, secret.optional())
                            .map(found -> found.data().get(secret.key()))
                            .map(found -> found.utf8());
            return present(value, secret.optional(), secret.key(), "Secret", name);
        }
        return Optional.of("");
    }

    private static String fact(Supplier<String> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            throw new ConfigFailure(String.valueOf(e.getMessage()));
        }
    }

    private Container containerNamed(String name) {
        var spec = pod.spec();
        return Stream.concat(spec.containers().stream(), spec.initContainers().stream())
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new ConfigFailure("container " + name + " not found"));
    }

    private Optional<String> present(
            Optional<String> value,
            @Nullable Boolean optional,
            String key,
            String kind,
            String name) {
        if (value.isEmpty() && !Boolean.TRUE.equals(optional)) {
            throw new ConfigFailure(
                    "couldn't find key " + key + " in " + kind + " " + namespace() + "/" + name);
        }
        return value;
    }

    private Optional<ConfigMap> configMap(String name, @Nullable Boolean optional) {
        var found = configMaps.computeIfAbsent(name, _ -> objects.configMap(namespace(), name));
        if (found.isEmpty() && !Boolean.TRUE.equals(optional)) {
            throw new ConfigFailure("configmap \"" + name + "\" not found");
        }
        return found;
    }

    private Optional<Secret> secret(String name, @Nullable Boolean optional) {
        var found = secrets.computeIfAbsent(name, _ -> objects.secret(namespace(), name));
        if (found.isEmpty() && !Boolean.TRUE.equals(optional)) {
            throw new ConfigFailure("secret \"" + name + "\" not found");
        }
        return found;
    }
}
