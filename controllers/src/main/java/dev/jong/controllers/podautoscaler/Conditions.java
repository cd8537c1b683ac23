package dev.jong.controllers.podautoscaler;

import dev.jong.api.autoscaling.v2.HorizontalPodAutoscalerCondition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// The conditions of one autoscaler while it is worked on.
final class Conditions {
    static final String ABLE = "AbleToScale";
    static final String ACTIVE = "ScalingActive";
    static final String LIMITED = "ScalingLimited";

    private final List<HorizontalPodAutoscalerCondition> conditions;
    private final Instant now;

    Conditions(List<HorizontalPodAutoscalerCondition> before, Instant now) {
        this.conditions = new ArrayList<>(before);
        this.now = now;
        // belongs to scaling to zero, which is off by default
        conditions.removeIf(condition -> condition.type().equals("ScaledToZero"));
    }

    void set(String type, boolean status, String reason, String message) {
        var text = status ? "True" : "False";
        for (int i = 0; i < conditions.size(); i++) {
            var before = conditions.get(i);
            if (before.type().equals(type)) {
                var since = before.status().equals(text) ? before.lastTransitionTime() : now;
                conditions.set(
                        i,
                        new HorizontalPodAutoscalerCondition(type, text, since, reason, message));
                return;
            }
        }
        conditions.add(new HorizontalPodAutoscalerCondition(type, text, now, reason, message));
    }

    List<HorizontalPodAutoscalerCondition> list() {
        return List.copyOf(conditions);
    }
}
