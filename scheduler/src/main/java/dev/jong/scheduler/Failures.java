package dev.jong.scheduler;

import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.PodCondition;
import dev.jong.api.errors.ApiException;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonNull;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import dev.jong.api.rules.PodConditions;
import dev.jong.client.Client;
import dev.jong.client.ClientException;
import dev.jong.client.EventRecorder;
import dev.jong.client.Patch;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells users why a Pod has no node: an Event and the `PodScheduled` condition.
final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);
    private static final int LONGEST_MESSAGE = 1024;

    private final Client client;
    private final EventRecorder events;
    private final InstantSource clock;

    /// What becomes of the promise of a node.
    sealed interface Nomination {
        record Keep() implements Nomination {}

        record Clear() implements Nomination {}

        record To(String node) implements Nomination {}
    }

    Failures(Client client, EventRecorder events, InstantSource clock) {
        this.client = client;
        this.events = events;
        this.clock = clock;
    }

    /// Reports on a thread of its own.
    ///
    /// @param reason `Unschedulable` or `SchedulerError`
    void report(Pod pod, String reason, String message, Nomination nomination) {
        Thread.ofVirtual()
                .name("report-" + pod.metadata().name())
                .start(() -> tell(pod, reason, message, nomination));
    }

    private void tell(Pod pod, String reason, String message, Nomination nomination) {
        var shown =
                message.length() > LONGEST_MESSAGE
                        ? message.substring(0, LONGEST_MESSAGE - 4) + " ..."
                        : message;
        events.record(
                EventRecorder.reference(pod),
                EventRecorder.WARNING,
                "FailedScheduling",
                "Scheduling",
                shown);
        patch(pod, reason, message, nomination);
    }

    private void patch(Pod pod, String reason, String message, Nomination nomination) {
        var status = JsonObject.EMPTY;
        var condition = changed(pod, reason, message);
        if (condition.isPresent()) {
            status = status.with("conditions", JsonArray.of(condition.get()));
        }
        var promised = pod.status().nominatedNodeName();
        var node = nominated(nomination, promised);
        if (!Objects.equals(node, promised)) {
            status =
                    status.with(
                            "nominatedNodeName", node == null ? JsonNull.NULL : new JsonText(node));
        }
        if (status.isEmpty()) {
            return;
        }
        try {
            var _ =
                    client.resources(Pod.KIND)
                            .inNamespace(pod.metadata().namespace())
                            .patchStatus(
                                    String.valueOf(pod.metadata().name()),
                                    new Patch.Strategic(JsonObject.of("status", status)));
        } catch (ApiException | ClientException failure) {
            LOG.atDebug()
                    .addKeyValue("pod", pod.metadata().name())
                    .setCause(failure)
                    .log("Cannot write the condition");
        }
    }

    private static @Nullable String nominated(Nomination nomination, @Nullable String promised) {
        return switch (nomination) {
            case Nomination.Keep() -> promised;
            case Nomination.Clear() -> null;
            case Nomination.To(var node) -> node;
        };
    }

    private Optional<JsonValue> changed(Pod pod, String reason, String message) {
        var present = PodConditions.find(pod, "PodScheduled").orElse(PodCondition.EMPTY);
        var same = present.status().equals("False");
        if (same
                && reason.equals(present.reason())
                && message.equals(present.message())
                && present.observedGeneration() == pod.metadata().generation()) {
            return Optional.empty();
        }
        var since =
                same
                        ? present.lastTransitionTime()
                        : clock.instant().truncatedTo(ChronoUnit.SECONDS);
        var condition =
                PodCondition.builder()
                        .type("PodScheduled")
                        .observedGeneration(pod.metadata().generation())
                        .status("False")
                        .lastTransitionTime(since)
                        .reason(reason)
                        .message(message)
                        .build();
        return Optional.of(Json.tree(condition, PodCondition.CODEC));
    }
}
