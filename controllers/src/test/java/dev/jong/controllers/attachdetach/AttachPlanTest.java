package dev.jong.controllers.attachdetach;

import static dev.jong.controllers.Objects.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.core.v1.Node;
import dev.jong.api.core.v1.NodeCondition;
import dev.jong.api.core.v1.NodeStatus;
import dev.jong.api.core.v1.Taint;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.api.storage.v1.VolumeAttachment;
import dev.jong.api.storage.v1.VolumeAttachmentSource;
import dev.jong.api.storage.v1.VolumeAttachmentSpec;
import dev.jong.api.storage.v1.VolumeAttachmentStatus;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class AttachPlanTest {
    private static final Attachable DISK = new Attachable("pv", "example.com", "disk-1", false);

    @Test
    void whatPodsNeedIsAttachedAndThenTold() {
        var first = plan(node("True"), Set.of(DISK), List.of(), false);
        assertThat(first.attach()).containsExactly(DISK);
        assertThat(first.reported()).isEmpty();

        var then = plan(node("True"), Set.of(DISK), List.of(attached(0)), false);
        assertThat(then.attach()).isEmpty();
        assertThat(then.reported())
                .extracting(each -> each.name())
                .containsExactly("kubernetes.io/csi/example.com^disk-1");
    }

    @Test
    void aDiskOfAnotherNodeIsWaitedFor() {
        var plan = plan(node("True"), Set.of(DISK), List.of(), true);

        assertThat(plan.attach()).isEmpty();
        assertThat(plan.blocked()).containsExactly(DISK);

        var shared = new Attachable("pv", "example.com", "disk-1", true);
        assertThat(plan(node("True"), Set.of(shared), List.of(), true).attach()).hasSize(1);
    }

    @Test
    void nothingMountedIsDetached() {
        var using =
                node("True")
                        .mapStatus(status -> status.withVolumesInUse(List.of(DISK.uniqueName())));

        var plan = plan(using, Set.of(), List.of(attached(3600)), false);
        assertThat(plan.detach()).isEmpty();
        assertThat(plan.mounted()).isTrue();

        assertThat(plan(node("True"), Set.of(), List.of(attached(0)), false).detach()).hasSize(1);
    }

    @Test
    void aNodeThatIsLostLosesItsDisks() {
        var lost =
                node("Unknown")
                        .mapStatus(status -> status.withVolumesInUse(List.of(DISK.uniqueName())));
        assertThat(plan(lost, Set.of(), List.of(attached(300)), false).detach()).isEmpty();
        assertThat(plan(lost, Set.of(), List.of(attached(400)), false).detach()).hasSize(1);

        var out = Taint.builder().key("node.kubernetes.io/out-of-service").effect("NoExecute");
        var retired = lost.mapSpec(spec -> spec.withTaints(List.of(out.build())));
        assertThat(plan(retired, Set.of(), List.of(attached(0)), false).detach()).hasSize(1);
    }

    private static AttachPlan plan(
            Node node,
            Set<Attachable> wanted,
            List<AttachPlan.Attached> attached,
            boolean elsewhere) {
        return AttachPlan.of(node, wanted, attached, _ -> elsewhere, NOW);
    }

    private static AttachPlan.Attached attached(int unwantedSeconds) {
        var source = VolumeAttachmentSource.builder().persistentVolumeName("pv").build();
        var attachment =
                VolumeAttachment.builder()
                        .metadata(ObjectMeta.builder().name(DISK.attachmentName("node-1")).build())
                        .spec(new VolumeAttachmentSpec("example.com", source, "node-1"))
                        .status(VolumeAttachmentStatus.EMPTY.withAttached(true))
                        .build();
        assertThat(DISK.isAttachedBy(attachment)).isTrue();
        return new AttachPlan.Attached(attachment, DISK, NOW.minusSeconds(unwantedSeconds));
    }

    private static Node node(String ready) {
        return Node.builder()
                .metadata(ObjectMeta.builder().name("node-1").build())
                .status(
                        NodeStatus.builder()
                                .conditions(
                                        List.of(
                                                NodeCondition.builder()
                                                        .type("Ready")
                                                        .status(ready)
                                                        .build()))
                                .build())
                .build();
    }
}
