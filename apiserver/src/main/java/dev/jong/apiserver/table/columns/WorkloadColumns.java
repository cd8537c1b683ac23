package dev.jong.apiserver.table.columns;

import dev.jong.api.apps.v1.ControllerRevision;
import dev.jong.api.apps.v1.DaemonSet;
import dev.jong.api.apps.v1.Deployment;
import dev.jong.api.apps.v1.ReplicaSet;
import dev.jong.api.apps.v1.StatefulSet;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.PodSpec;
import dev.jong.api.core.v1.PodTemplate;
import dev.jong.api.core.v1.ReplicationController;
import dev.jong.api.meta.v1.OwnerReference;
import dev.jong.apiserver.registry.Column;
import dev.jong.apiserver.table.Columns;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Pods and what keeps them.
final class WorkloadColumns {
    private WorkloadColumns() {}

    static void addTo(ColumnSet set) {
        set.put(
                Pod.KIND,
                Columns.name(),
                Column.text("Ready", pod -> PodCells.of(pod).ready()),
                Column.text("Status", pod -> PodCells.of(pod).status()),
                Column.ago("Restarts", (pod, now) -> PodCells.of(pod).restartsCell(now)),
                Columns.age(),
                Column.<Pod>text("IP", WorkloadColumns::podIp).wide(),
                Column.<Pod>text("Node", pod -> Cells.orNone(pod.spec().nodeName())).wide(),
                Column.<Pod>text(
                                "Nominated Node",
                                pod -> Cells.orNone(pod.status().nominatedNodeName()))
                        .wide(),
                Column.<Pod>text("Readiness Gates", PodCells::readinessGates).wide());
        set.put(
                PodTemplate.KIND,
                Columns.name(),
                Column.text("Containers", template -> Cells.names(template.template().spec())),
                Column.text("Images", template -> Cells.images(template.template().spec())),
                Column.text(
                        "Pod Labels",
                        template -> Cells.labels(template.template().metadata().labels())));
        set.put(
                ReplicationController.KIND,
                Columns.name(),
                Column.number("Desired", each -> orZero(each.spec().replicas())),
                Column.number("Current", each -> each.status().replicas()),
                Column.number("Ready", each -> each.status().readyReplicas()),
                Columns.age(),
                containers(each -> podSpec(each)),
                images(each -> podSpec(each)),
                Column.<ReplicationController>text(
                                "Selector", each -> Cells.labels(each.spec().selector()))
                        .wide());
        set.put(
                ReplicaSet.KIND,
                Columns.name(),
                Column.number("Desired", each -> orZero(each.spec().replicas())),
                Column.number("Current", each -> each.status().replicas()),
                Column.number("Ready", each -> each.status().readyReplicas()),
                Columns.age(),
                containers(each -> each.spec().template().spec()),
                images(each -> each.spec().template().spec()),
                Column.<ReplicaSet>text("Selector", each -> Cells.selector(each.spec().selector()))
                        .wide());
        set.put(
                Deployment.KIND,
                Columns.name(),
                Column.text(
                        "Ready",
                        each ->
                                each.status().readyReplicas()
                                        + "/"
                                        + orZero(each.spec().replicas())),
                Column.text("Up-to-date", each -> each.status().updatedReplicas()),
                Column.text("Available", each -> each.status().availableReplicas()),
                Columns.age(),
                containers(each -> each.spec().template().spec()),
                images(each -> each.spec().template().spec()),
                Column.<Deployment>text("Selector", each -> Cells.selector(each.spec().selector()))
                        .wide());
        set.put(
                StatefulSet.KIND,
                Columns.name(),
                Column.text(
                        "Ready",
                        each ->
                                each.status().readyReplicas()
                                        + "/"
                                        + orZero(each.spec().replicas())),
                Columns.age(),
                containers(each -> each.spec().template().spec()),
                images(each -> each.spec().template().spec()));
        set.put(
                DaemonSet.KIND,
                Columns.name(),
                Column.number("Desired", each -> each.status().desiredNumberScheduled()),
                Column.number("Current", each -> each.status().currentNumberScheduled()),
                Column.number("Ready", each -> each.status().numberReady()),
                Column.number("Up-to-date", each -> each.status().updatedNumberScheduled()),
                Column.number("Available", each -> each.status().numberAvailable()),
                Column.text(
                        "Node Selector",
                        each -> Cells.labels(each.spec().template().spec().nodeSelector())),
                Columns.age(),
                containers(each -> each.spec().template().spec()),
                images(each -> each.spec().template().spec()),
                Column.<DaemonSet>text("Selector", each -> Cells.selector(each.spec().selector()))
                        .wide());
        set.put(
                ControllerRevision.KIND,
                Columns.name(),
                Column.text("Controller", WorkloadColumns::controller),
                Column.text("Revision", ControllerRevision::revision),
                Columns.age());
    }

    static <T> Column<T> containers(Function<T, PodSpec> spec) {
        return Column.<T>text("Containers", object -> Cells.names(spec.apply(object))).wide();
    }

    static <T> Column<T> images(Function<T, PodSpec> spec) {
        return Column.<T>text("Images", object -> Cells.images(spec.apply(object))).wide();
    }

    private static int orZero(@Nullable Integer value) {
        return value == null ? 0 : value;
    }

    private static PodSpec podSpec(ReplicationController controller) {
        var template = controller.spec().template();
        return template == null ? PodSpec.EMPTY : template.spec();
    }

    private static String podIp(Pod pod) {
        var all = pod.status().podIps();
        return Cells.orNone(all.isEmpty() ? null : all.getFirst().ip());
    }

    private static String controller(ControllerRevision revision) {
        return revision.metadata().ownerReferences().stream()
                .filter(owner -> Boolean.TRUE.equals(owner.controller()))
                .findFirst()
                .map(WorkloadColumns::ownerName)
                .orElse(Cells.NONE);
    }

    private static String ownerName(OwnerReference owner) {
        int slash = owner.apiVersion().indexOf('/');
        String group = slash < 0 ? "" : "." + owner.apiVersion().substring(0, slash);
        return owner.kind().toLowerCase(Locale.ROOT) + group + "/" + owner.name();
    }
}
