package dev.jong.api.rules;

import dev.jong.api.core.v1.Taint;
import dev.jong.api.core.v1.Toleration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// Whether a Pod bears a node's taints.
public final class Tolerations {
    /// Effects that keep a Pod from being placed on a node.
    public static final Set<String> KEEPS_OUT = Set.of("NoSchedule", "NoExecute");

    private Tolerations() {}

    public static boolean tolerates(Toleration toleration, Taint taint) {
        if (toleration.effect() != null && !toleration.effect().equals(taint.effect())) {
            return false;
        }
        if (toleration.key() != null && !toleration.key().equals(taint.key())) {
            return false;
        }
        var operator = toleration.operator();
        if (operator == null || operator.equals("Equal")) {
            return Objects.equals(toleration.value(), taint.value());
        }
        return operator.equals("Exists");
    }

    public static boolean tolerates(List<Toleration> tolerations, Taint taint) {
        for (var toleration : tolerations) {
            if (tolerates(toleration, taint)) {
                return true;
            }
        }
        return false;
    }

    /// The first taint with one of the effects that no toleration bears.
    public static Optional<Taint> firstUntolerated(
            List<Taint> taints, List<Toleration> tolerations, Set<String> effects) {
        for (var taint : taints) {
            if (effects.contains(taint.effect()) && !tolerates(tolerations, taint)) {
                return Optional.of(taint);
            }
        }
        return Optional.empty();
    }
}
