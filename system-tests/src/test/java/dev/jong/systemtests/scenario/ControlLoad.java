package dev.jong.systemtests.scenario;

import dev.jong.api.Quantity;
import dev.jong.api.core.v1.ConfigMap;
import dev.jong.api.core.v1.Container;
import dev.jong.api.core.v1.Namespace;
import dev.jong.api.core.v1.Node;
import dev.jong.api.core.v1.NodeStatus;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.PodSpec;
import dev.jong.api.core.v1.Toleration;
import dev.jong.api.errors.ApiException;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.client.Client;
import dev.jong.client.ClientException;
import dev.jong.client.Deletion;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// Gives controllers and scheduler something to do, one piece after the other, and waits for each.
final class ControlLoad {
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final String NODE = "load-node";
    private static final Map<String, Quantity> ROOM =
            Map.of(
                    "cpu", Quantity.parse("4"),
                    "memory", Quantity.parse("4Gi"),
                    "pods", Quantity.parse("110"));

    private final Client client;
    private final Consumer<String> again;

    ControlLoad(Client client, Consumer<String> again) {
        this.client = client;
        this.again = again;
    }

    /// Namespaces get their root certificate from a controller.
    ///
    /// @param done run after each
    void askControllers(BooleanSupplier over, Runnable done) {
        for (var i = 0; !over.getAsBoolean(); i++) {
            var name = "reconcile-" + i;
            insist(
                    "creating namespace " + name,
                    over,
                    () -> {
                        client.resources(Namespace.KIND)
                                .create(
                                        Namespace.EMPTY.withMetadata(
                                                ObjectMeta.builder().name(name).build()));
                        return true;
                    });
            insist(
                    "looking into namespace " + name,
                    over,
                    () ->
                            client.resources(ConfigMap.KIND)
                                    .inNamespace(name)
                                    .find("kube-root-ca.crt")
                                    .isPresent());
            done.run();
        }
    }

    /// Pods get a node from the scheduler, though nobody runs them there.
    ///
    /// @param done run after each
    void askScheduler(BooleanSupplier over, Runnable done) {
        var nodes = client.resources(Node.KIND);
        insist(
                "creating a node",
                over,
                () -> {
                    nodes.create(Node.EMPTY.withMetadata(ObjectMeta.builder().name(NODE).build()));
                    return true;
                });
        insist(
                "making room on a node",
                over,
                () -> {
                    var status = NodeStatus.builder().allocatable(ROOM).capacity(ROOM).build();
                    nodes.updateStatus(nodes.get(NODE).withStatus(status));
                    return true;
                });
        var pods = client.resources(Pod.KIND).inNamespace(LoadWriter.NAMESPACE);
        for (var i = 0; !over.getAsBoolean(); i++) {
            var name = "schedule-" + i;
            insist(
                    "creating Pod " + name,
                    over,
                    () -> {
                        pods.create(pod(name));
                        return true;
                    });
            insist("looking at Pod " + name, over, () -> pods.get(name).spec().nodeName() != null);
            done.run();
            insist(
                    "deleting Pod " + name,
                    over,
                    () -> {
                        pods.deleteIfExists(name, Deletion.now());
                        return true;
                    });
        }
    }

    private static Pod pod(String name) {
        return Pod.builder()
                .metadata(ObjectMeta.builder().name(name).namespace(LoadWriter.NAMESPACE).build())
                .spec(
                        PodSpec.builder()
                                .containers(
                                        List.of(
                                                Container.builder()
                                                        .name("main")
                                                        .image("nobody/runs-this")
                                                        .build()))
                                .tolerations(
                                        List.of(Toleration.builder().operator("Exists").build()))
                                .build())
                .build();
    }

    /// Tries until it is so: who finds that it exists already made it the first time.
    private void insist(String what, BooleanSupplier over, BooleanSupplier step) {
        while (!over.getAsBoolean()) {
            try {
                if (step.getAsBoolean()) {
                    return;
                }
            } catch (ApiException.AlreadyExists _) {
                return;
            } catch (ApiException | ClientException e) {
                again.accept(what + ": " + e);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }
}
