package dev.jong.controllers.resourceclaim;

import static dev.jong.controllers.Objects.NOW;
import static dev.jong.controllers.Objects.named;
import static dev.jong.controllers.Objects.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.core.v1.PodResourceClaim;
import dev.jong.api.core.v1.PodResourceClaimStatus;
import dev.jong.api.resource.v1.AllocationResult;
import dev.jong.api.resource.v1.ResourceClaim;
import dev.jong.api.resource.v1.ResourceClaimConsumerReference;
import dev.jong.api.resource.v1.ResourceClaimStatus;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ReservationPlanTest {
    @Test
    void theLastConsumerTakesTheDevicesWithIt() {
        var plan = ReservationPlan.of(claim("a", "b"), _ -> false);

        assertThat(plan.remaining()).isEmpty();
        assertThat(plan.status().allocation()).isNull();
        assertThat(plan.letGo()).isTrue();
    }

    @Test
    void otherConsumersKeepThem() {
        var plan = ReservationPlan.of(claim("a", "b"), consumer -> consumer.name().equals("b"));

        assertThat(plan.remaining()).hasSize(1);
        assertThat(plan.status().allocation()).isNotNull();
        assertThat(plan.letGo()).isFalse();
    }

    @Test
    void whoNeverHadConsumersKeepsItsDevicesUntilItIsDeleted() {
        var idle = claim();
        assertThat(ReservationPlan.of(idle, _ -> true).status()).isEqualTo(idle.status());

        var deleted = idle.mapMetadata(metadata -> metadata.withDeletionTimestamp(NOW));
        assertThat(ReservationPlan.of(deleted, _ -> true).letGo()).isTrue();
    }

    @Test
    void aPodsClaimIsNamedByItsStatusOnceItIsMade() {
        var wanted =
                PodResourceClaim.builder().name("gpu").resourceClaimTemplateName("one").build();
        var pod = pod("p").mapSpec(spec -> spec.withResourceClaims(List.of(wanted)));
        assertThat(ClaimName.of(pod, wanted)).isEqualTo(new ClaimName.NotYet("one"));

        var told = List.of(new PodResourceClaimStatus("gpu", "p-gpu-x7"));
        var made = pod.mapStatus(status -> status.withResourceClaimStatuses(told));
        assertThat(ClaimName.of(made, wanted)).isEqualTo(new ClaimName.Named("p-gpu-x7", true));
    }

    @Test
    void longNamesAreCutInProportion() {
        var name = PodClaimReconciler.generateName("p".repeat(90), "c".repeat(9));

        assertThat(name.length()).isLessThanOrEqualTo(57);
        assertThat(name).startsWith("ppp").endsWith("ccc");
    }

    private static ResourceClaim claim(String... consumers) {
        var reserved =
                Stream.of(consumers)
                        .map(name ->
                                ResourceClaimConsumerReference.builder()
                                        .resource("pods")
                                        .name(name)
                                        .uid("uid-" + name)
                                        .build())
                        .toList();
        return ResourceClaim.builder()
                .metadata(named("claim").withFinalizers(List.of(ReservationPlan.FINALIZER)))
                .status(
                        ResourceClaimStatus.builder()
                                .allocation(AllocationResult.EMPTY)
                                .reservedFor(reserved)
                                .build())
                .build();
    }
}
