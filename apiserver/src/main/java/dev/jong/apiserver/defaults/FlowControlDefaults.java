package dev.jong.apiserver.defaults;

import static java.util.Objects.requireNonNullElse;

import dev.jong.api.flowcontrol.v1.FlowSchema;
import dev.jong.api.flowcontrol.v1.LimitedPriorityLevelConfiguration;
import dev.jong.api.flowcontrol.v1.PriorityLevelConfiguration;
import dev.jong.api.flowcontrol.v1.QueuingConfiguration;

/// How requests are classed and queued when nothing is said.
final class FlowControlDefaults {
    private static final int PRECEDENCE = 1000;
    private static final int SHARES = 30;
    private static final int HAND = 8;
    private static final int QUEUES = 64;
    private static final int LENGTH = 50;

    private FlowControlDefaults() {}

    static FlowSchema schema(FlowSchema schema) {
        return schema.mapSpec(spec ->
                spec.matchingPrecedence() == 0 ? spec.withMatchingPrecedence(PRECEDENCE) : spec);
    }

    static PriorityLevelConfiguration level(PriorityLevelConfiguration level) {
        return level.mapSpec(spec -> {
            var full = spec;
            if (spec.exempt() != null) {
                full =
                        full.mapExempt(exempt ->
                                exempt.withNominalConcurrencyShares(
                                                requireNonNullElse(
                                                        exempt.nominalConcurrencyShares(), 0))
                                        .withLendablePercent(
                                                requireNonNullElse(exempt.lendablePercent(), 0)));
            }
            return spec.limited() == null ? full : full.mapLimited(FlowControlDefaults::limited);
        });
    }

    private static LimitedPriorityLevelConfiguration limited(
            LimitedPriorityLevelConfiguration limited) {
        return limited.withNominalConcurrencyShares(
                        requireNonNullElse(limited.nominalConcurrencyShares(), SHARES))
                .withLendablePercent(requireNonNullElse(limited.lendablePercent(), 0))
                .mapLimitResponse(response ->
                        response.queuing() == null
                                ? response
                                : response.mapQueuing(FlowControlDefaults::queuing));
    }

    private static QueuingConfiguration queuing(QueuingConfiguration queuing) {
        return new QueuingConfiguration(
                queuing.queues() == 0 ? QUEUES : queuing.queues(),
                queuing.handSize() == 0 ? HAND : queuing.handSize(),
                queuing.queueLengthLimit() == 0 ? LENGTH : queuing.queueLengthLimit());
    }
}
