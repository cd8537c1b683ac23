package dev.jong.controllers.attachdetach;

import dev.jong.api.core.v1.Node;
import dev.jong.api.core.v1.PersistentVolume;
import dev.jong.api.core.v1.PersistentVolumeClaim;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.api.storage.v1.CSIDriver;
import dev.jong.api.storage.v1.VolumeAttachment;
import dev.jong.api.storage.v1.VolumeAttachmentSource;
import dev.jong.api.storage.v1.VolumeAttachmentSpec;
import dev.jong.client.Deletion;
import dev.jong.client.Informer;
import dev.jong.client.Lister;
import dev.jong.client.ObjectKey;
import dev.jong.client.ResourceClient;
import dev.jong.controllers.ControllerContext;
import dev.jong.controllers.nodelifecycle.NodeMonitor;
import dev.jong.controllers.pod.PodClaims;
import dev.jong.controllers.pod.PodState;
import dev.jong.reconcile.Controller;
import dev.jong.reconcile.Outcome;
import dev.jong.reconcile.Reconciler;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Keeps VolumeAttachments for the CSI volumes of the Pods on each node; the driver's attacher does
/// the rest. Tells kubelets by `Node.status.volumesAttached`.
public final class AttachDetachReconciler implements Reconciler<Node> {
    private static final Duration NEXT_LOOK = Duration.ofSeconds(30);
    private static final int WORKERS = 10;

    private final Lister<Pod> podsByNode;
    private final Lister<VolumeAttachment> attachmentsByNode;
    private final Lister<VolumeAttachment> attachmentsByVolume;
    private final Informer<PersistentVolume> volumes;
    private final Informer<PersistentVolumeClaim> claims;
    private final Informer<CSIDriver> drivers;
    private final ResourceClient<VolumeAttachment> writer;
    private final ResourceClient<Node> nodes;
    private final AttachNews news;
    private final InstantSource clock;

    /// Since when no Pod needs an attachment, by its name.
    private final Map<String, Instant> unwanted = new ConcurrentHashMap<>();

    private AttachDetachReconciler(ControllerContext context) {
        var informers = context.informers();
        this.podsByNode = informers.of(Pod.KIND).index("node", NodeMonitor::node);
        var attachments = informers.of(VolumeAttachment.KIND);
        this.attachmentsByVolume = attachments.index("volume", AttachDetachReconciler::volumeNames);
        this.attachmentsByNode =
                attachments.index("node", attachment -> List.of(attachment.spec().nodeName()));
        this.volumes = informers.of(PersistentVolume.KIND);
        this.claims = informers.of(PersistentVolumeClaim.KIND);
        this.drivers = informers.of(CSIDriver.KIND);
        this.writer = context.client().resources(VolumeAttachment.KIND);
        this.nodes = context.client().resources(Node.KIND);
        this.news = new AttachNews(context.recorder("attachdetach-controller"));
        this.clock = context.clock();
    }

    public static Controller<Node> controller(ControllerContext context) {
        return Controller.of("attachdetach", Node.KIND, new AttachDetachReconciler(context))
                .onlyWhen(AttachDetachReconciler::matters)
                .watches(
                        Pod.KIND,
                        pod ->
                                PodClaims.of(pod).isEmpty()
                                        ? List.of()
                                        : keys(pod.spec().nodeName()))
                .watches(VolumeAttachment.KIND, attachment -> keys(attachment.spec().nodeName()))
                .workers(WORKERS)
                .build();
    }

    private static List<String> volumeNames(VolumeAttachment attachment) {
        var name = attachment.spec().source().persistentVolumeName();
        return name == null ? List.of() : List.of(name);
    }

    private static List<ObjectKey> keys(@Nullable String node) {
        return node == null ? List.of() : List.of(new ObjectKey("", node));
    }

    /// Heartbeats do not.
    private static boolean matters(@Nullable Node before, @Nullable Node now) {
        return before == null
                || now == null
                || !before.status().volumesInUse().equals(now.status().volumesInUse())
                || !before.status().volumesAttached().equals(now.status().volumesAttached())
                || !before.spec().taints().equals(now.spec().taints());
    }

    @Override
    public Outcome reconcile(Node node) {
        var wanted = wanted(node.name());
        var attached = attached(node.name(), wanted);
        var plan =
                AttachPlan.of(
                        node,
                        wanted.keySet(),
                        attached,
                        volume -> !usersElsewhere(volume, node.name()).isEmpty(),
                        clock.instant());
        report(node, plan);
        plan.detach().forEach(this::detach);
        for (var volume : plan.attach()) {
            attach(volume, node.name());
        }
        for (var volume : plan.blocked()) {
            news.blocked(volume, wanted.getOrDefault(volume, List.of()), users(volume, node));
        }
        attached.forEach(each ->
                news.attached(
                        each.attachment(),
                        each.volume(),
                        wanted.getOrDefault(each.volume(), List.of())));
        return plan.mounted() || !plan.blocked().isEmpty()
                ? Outcome.lookAgain(NEXT_LOOK)
                : Outcome.done();
    }

    /// Nothing can be mounted on a node that is gone: only its Pods hold their volumes.
    @Override
    public Outcome gone(ObjectKey key) {
        var wanted = wanted(key.name());
        var left = attached(key.name(), wanted);
        left.stream()
                .filter(each -> !wanted.containsKey(each.volume()))
                .forEach(each -> detach(each.attachment()));
        return Outcome.done();
    }

    /// The volumes that Pods on the node need, and the Pods.
    private Map<Attachable, List<Pod>> wanted(String node) {
        var wanted = new LinkedHashMap<Attachable, List<Pod>>();
        for (var pod : podsByNode.of(node)) {
            if (!PodState.isFinished(pod)) {
                for (var claim : PodClaims.of(pod)) {
                    volume(claim)
                            .ifPresent(volume ->
                                    wanted.computeIfAbsent(volume, _ -> new ArrayList<>())
                                            .add(pod));
                }
            }
        }
        return wanted;
    }

    private Optional<Attachable> volume(ObjectKey claim) {
        return claims.find(claim)
                .map(found -> found.spec().volumeName())
                .flatMap(name -> volumes.find("", name))
                .flatMap(Attachable::of)
                .filter(this::mustBeAttached);
    }

    private boolean mustBeAttached(Attachable volume) {
        return drivers.find("", volume.driver())
                .map(driver -> !Boolean.FALSE.equals(driver.spec().attachRequired()))
                .orElse(true);
    }

    /// Only attachments by the name that this controller gives them.
    private List<AttachPlan.Attached> attached(String node, Map<Attachable, List<Pod>> wanted) {
        var attached = new ArrayList<AttachPlan.Attached>();
        for (var attachment : attachmentsByNode.of(node)) {
            var name = attachment.spec().source().persistentVolumeName();
            var volume =
                    name == null
                            ? null
                            : volumes.find("", name).flatMap(Attachable::of).orElse(null);
            if (volume == null || !volume.isAttachedBy(attachment)) {
                continue;
            }
            if (wanted.containsKey(volume)) {
                unwanted.remove(attachment.name());
            }
            var since =
                    wanted.containsKey(volume)
                            ? clock.instant()
                            : unwanted.computeIfAbsent(attachment.name(), _ -> clock.instant());
            attached.add(new AttachPlan.Attached(attachment, volume, since));
        }
        return attached;
    }

    /// The nodes besides this one that have the volume.
    private List<String> usersElsewhere(Attachable volume, String node) {
        return attachmentsByVolume.of(volume.volume()).stream()
                .filter(volume::isAttachedBy)
                .map(attachment -> attachment.spec().nodeName())
                .filter(other -> !other.equals(node))
                .toList();
    }

    private List<Pod> users(Attachable volume, Node node) {
        var users = new ArrayList<Pod>();
        for (var other : usersElsewhere(volume, node.name())) {
            users.addAll(wanted(other).getOrDefault(volume, List.of()));
        }
        return users;
    }

    private void report(Node node, AttachPlan plan) {
        if (!plan.reported().equals(node.status().volumesAttached())) {
            nodes.updateStatus(
                    node.mapStatus(status -> status.withVolumesAttached(plan.reported())));
        }
    }

    private void attach(Attachable volume, String node) {
        writer.create(
                VolumeAttachment.builder()
                        .metadata(ObjectMeta.builder().name(volume.attachmentName(node)).build())
                        .spec(
                                new VolumeAttachmentSpec(
                                        volume.driver(),
                                        VolumeAttachmentSource.builder()
                                                .persistentVolumeName(volume.volume())
                                                .build(),
                                        node))
                        .build());
    }

    private void detach(VolumeAttachment attachment) {
        unwanted.remove(attachment.name());
        writer.deleteIfExists(attachment.name(), Deletion.onlyUid(attachment.metadata().uid()));
    }
}
