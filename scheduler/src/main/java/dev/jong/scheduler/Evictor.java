package dev.jong.scheduler;

import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.PodCondition;
import dev.jong.api.errors.ApiException;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonObject;
import dev.jong.client.Client;
import dev.jong.client.ClientException;
import dev.jong.client.EventRecorder;
import dev.jong.client.Patch;
import dev.jong.scheduler.nodes.PlacedPod;
import dev.jong.scheduler.nodes.PodDemand;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes victims of preemption go: says why in their status, deletes them and tells in an Event.
final class Evictor {
    private static final Logger LOG = LoggerFactory.getLogger(Evictor.class);
    private static final int NOT_FOUND = 404;

    private final Client client;
    private final EventRecorder events;
    private final InstantSource clock;
    private final String schedulerName;

    Evictor(Client client, EventRecorder events, InstantSource clock, String schedulerName) {
        this.client = client;
        this.events = events;
        this.clock = clock;
        this.schedulerName = schedulerName;
    }

    /// Evicts on threads of their own.
    void evict(PodDemand preemptor, String node, List<PlacedPod> victims) {
        for (var victim : victims) {
            var pod = victim.demand().pod();
            if (pod.metadata().deletionTimestamp() == null) {
                Thread.ofVirtual()
                        .name("evict-" + pod.metadata().name())
                        .start(() -> evict(preemptor, node, pod));
            }
        }
    }

    private void evict(PodDemand preemptor, String node, Pod victim) {
        var pods = client.resources(Pod.KIND).inNamespace(victim.metadata().namespace());
        var name = String.valueOf(victim.metadata().name());
        try {
            var condition =
                    PodCondition.builder()
                            .type("DisruptionTarget")
                            .observedGeneration(victim.metadata().generation())
                            .status("True")
                            .lastTransitionTime(clock.instant().truncatedTo(ChronoUnit.SECONDS))
                            .reason("PreemptionByScheduler")
                            .message(
                                    schedulerName
                                            + ": preempting to accommodate a higher priority pod")
                            .build();
            var status =
                    JsonObject.of(
                            "conditions", JsonArray.of(Json.tree(condition, PodCondition.CODEC)));
            var _ = pods.patchStatus(name, new Patch.Strategic(JsonObject.of("status", status)));
            var _ = pods.delete(name);
        } catch (ApiException failure) {
            if (failure.code() != NOT_FOUND) {
                notEvicted(victim, failure);
            }
            return;
        } catch (ClientException failure) {
            notEvicted(victim, failure);
            return;
        }
        events.record(
                EventRecorder.reference(victim),
                EventRecorder.NORMAL,
                "Preempted",
                "Preempting",
                "Preempted by pod " + preemptor.uid() + " on node " + node);
    }

    private static void notEvicted(Pod victim, RuntimeException failure) {
        LOG.atWarn()
                .addKeyValue("pod", victim.metadata().namespace() + "/" + victim.metadata().name())
                .setCause(failure)
                .log("Cannot evict a Pod");
    }
}
