package dev.jong.apiserver.authentication;

import dev.jong.foundation.Metrics;

/// Which tokens of service accounts are still in use, under upstream's names. A token is counted
/// when it is looked at, not when its user is remembered.
public final class AccountTokenFigures {
    private final Metrics.Count valid;
    private final Metrics.Count stale;
    private final Metrics.Count legacy;
    private final Metrics.Count automatic;
    private final Metrics.Count manual;
    private final Metrics.Count invalidAutomatic;

    public AccountTokenFigures(Metrics metrics) {
        valid =
                count(
                        metrics,
                        "serviceaccount_valid_tokens_total",
                        "Uses of tokens with an end that are good.");
        stale =
                count(
                        metrics,
                        "serviceaccount_stale_tokens_total",
                        "Uses of tokens that should have been replaced by now.");
        legacy =
                count(
                        metrics,
                        "serviceaccount_legacy_tokens_total",
                        "Uses of tokens without an end.");
        automatic =
                count(
                        metrics,
                        "serviceaccount_legacy_auto_token_uses_total",
                        "Uses of tokens without an end that were made with their account.");
        manual =
                count(
                        metrics,
                        "serviceaccount_legacy_manual_token_uses_total",
                        "Uses of tokens without an end that somebody made.");
        invalidAutomatic =
                count(
                        metrics,
                        "serviceaccount_invalid_legacy_auto_token_uses_total",
                        "Uses of tokens without an end that were made with their account and are"
                                + " no longer good.");
    }

    private static Metrics.Count count(Metrics metrics, String name, String help) {
        return metrics.counters(name, help).with();
    }

    void used(boolean late) {
        (late ? stale : valid).add(1);
    }

    /// @param withAccount whether it was made with its account
    /// @param good whether it is not marked as invalid
    void legacyUsed(boolean withAccount, boolean good) {
        if (!good) {
            invalidAutomatic.add(1);
            return;
        }
        legacy.add(1);
        (withAccount ? automatic : manual).add(1);
    }
}
