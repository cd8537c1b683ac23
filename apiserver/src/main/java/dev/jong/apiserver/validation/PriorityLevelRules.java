package dev.jong.apiserver.validation;

import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.flowcontrol.v1.ExemptPriorityLevelConfiguration;
import dev.jong.api.flowcontrol.v1.LimitResponse;
import dev.jong.api.flowcontrol.v1.LimitedPriorityLevelConfiguration;
import dev.jong.api.flowcontrol.v1.PriorityLevelConfiguration;
import dev.jong.api.flowcontrol.v1.QueuingConfiguration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// PriorityLevelConfigurations.
final class PriorityLevelRules {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final int MOST_QUEUES = 10_000_000;
    private static final int HASH_BITS = 60;

    private PriorityLevelRules() {}

    static List<FieldError> level(PriorityLevelConfiguration level) {
        var errors = new FieldErrors();
        var spec = level.spec();
        if (FlowControlRules.EXEMPT.equals(level.metadata().name())
                != spec.type().equals("Exempt")) {
            errors.invalid(
                    SPEC.child("type"),
                    spec.type(),
                    "must be 'Exempt' if and only if `name` is 'exempt'");
        }
        var limited = spec.limited();
        var exempt = spec.exempt();
        switch (spec.type()) {
            case "Exempt" -> {
                if (limited != null) {
                    errors.forbidden(
                            SPEC.child("limited"), "must be nil if the type is not Limited");
                }
                if (exempt != null) {
                    exempt(exempt, SPEC.child("exempt"), errors);
                }
            }
            case "Limited" -> {
                if (exempt != null) {
                    errors.forbidden(SPEC.child("exempt"), "must be nil if the type is Limited");
                }
                if (limited == null) {
                    errors.required(
                            SPEC.child("limited"), "must not be empty when type is Limited");
                } else {
                    limited(limited, SPEC.child("limited"), errors);
                }
            }
            default ->
                    errors.notSupported(
                            SPEC.child("type"), spec.type(), List.of("Exempt", "Limited"));
        }
        return errors.list();
    }

    private static void exempt(
            ExemptPriorityLevelConfiguration exempt, FieldPath at, FieldErrors errors) {
        shares(exempt.nominalConcurrencyShares(), at, errors);
        lendable(exempt.lendablePercent(), at, errors);
    }

    private static void shares(@Nullable Integer shares, FieldPath at, FieldErrors errors) {
        if (shares != null && shares < 0) {
            errors.invalid(
                    at.child("nominalConcurrencyShares"), shares, "must be a non-negative integer");
        }
    }

    private static void lendable(@Nullable Integer percent, FieldPath at, FieldErrors errors) {
        if (percent != null && (percent < 0 || percent > 100)) {
            errors.invalid(
                    at.child("lendablePercent"), percent, "must be between 0 and 100, inclusive");
        }
    }

    private static void limited(
            LimitedPriorityLevelConfiguration limited, FieldPath at, FieldErrors errors) {
        shares(limited.nominalConcurrencyShares(), at, errors);
        response(limited.limitResponse(), at.child("limitResponse"), errors);
        lendable(limited.lendablePercent(), at, errors);
        var borrowing = limited.borrowingLimitPercent();
        if (borrowing != null && borrowing < 0) {
            errors.invalid(
                    at.child("borrowingLimitPercent"),
                    borrowing,
                    "if specified, must be a non-negative integer");
        }
    }

    private static void response(LimitResponse response, FieldPath at, FieldErrors errors) {
        var queuing = response.queuing();
        switch (response.type()) {
            case "Reject" -> {
                if (queuing != null) {
                    errors.forbidden(
                            at.child("queuing"),
                            "must be nil if limited.limitResponse.type is not Limited");
                }
            }
            case "Queue" -> {
                if (queuing == null) {
                    errors.required(
                            at.child("queuing"),
                            "must not be empty if limited.limitResponse.type is Limited");
                } else {
                    queuing(queuing, at.child("queuing"), errors);
                }
            }
            default ->
                    errors.notSupported(
                            at.child("type"), response.type(), List.of("Queue", "Reject"));
        }
    }

    private static void queuing(QueuingConfiguration queuing, FieldPath at, FieldErrors errors) {
        int queues = queuing.queues();
        int hand = queuing.handSize();
        if (queuing.queueLengthLimit() <= 0) {
            errors.invalid(
                    at.child("queueLengthLimit"), queuing.queueLengthLimit(), "must be positive");
        }
        if (queues <= 0) {
            errors.invalid(at.child("queues"), queues, "must be positive");
        } else if (queues > MOST_QUEUES) {
            errors.invalid(at.child("queues"), queues, "must not be greater than " + MOST_QUEUES);
        }
        if (hand <= 0) {
            errors.invalid(at.child("handSize"), hand, "must be positive");
        } else if (hand > queues) {
            errors.invalid(
                    at.child("handSize"),
                    hand,
                    "should not be greater than queues (" + queues + ")");
        } else if (Math.ceil(Math.log(queues) / Math.log(2) * hand) > HASH_BITS) {
            errors.invalid(
                    at.child("handSize"),
                    hand,
                    "required entropy bits of deckSize "
                            + queues
                            + " and handSize "
                            + hand
                            + " should not be greater than "
                            + HASH_BITS);
        }
    }
}
