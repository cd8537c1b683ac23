package dev.jong.controllers.pod;

import dev.jong.api.core.v1.PodCondition;
import dev.jong.api.core.v1.PodStatus;
import java.util.ArrayList;
import java.util.Objects;

/// Changes of a Pod's status.
public final class PodStatuses {
    private PodStatuses() {}

    /// With the condition set; the time of the last transition stays if the status does.
    public static PodStatus with(PodStatus status, PodCondition condition) {
        var conditions = new ArrayList<PodCondition>();
        boolean found = false;
        for (var old : status.conditions()) {
            if (old.type().equals(condition.type())) {
                found = true;
                conditions.add(
                        Objects.equals(old.status(), condition.status())
                                ? condition.withLastTransitionTime(old.lastTransitionTime())
                                : condition);
            } else {
                conditions.add(old);
            }
        }
        if (!found) {
            conditions.add(condition);
        }
        return status.withConditions(conditions);
    }
}
