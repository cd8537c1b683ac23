package dev.jong.apiserver.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Which values flags may have, beyond their types.
public final class FlagRules {
    private static final double HIGHEST_CHANCE = 0.02;
    private static final Duration SHORTEST_TOKEN = Duration.ofHours(1);
    private static final Duration LONGEST_TOKEN = Duration.ofSeconds(1L << 32);
    private static final List<String> NUMBERS =
            List.of(
                    "max-requests-inflight",
                    "max-mutating-requests-inflight",
                    "min-request-timeout");
    private static final List<String> DURATIONS =
            List.of("request-timeout", "shutdown-delay-duration");

    private static final String WATCH_GRACE = "shutdown-watch-termination-grace-period";
    private static final List<String> PORTS =
            List.of("controller-manager-secure-port", "scheduler-secure-port");

    private FlagRules() {}

    /// @throws InvalidConfiguration with all that is wrong
    public static void check(ServerFlags flags) {
        var wrong = new ArrayList<String>();
        for (var name : NUMBERS) {
            if (flags.number(name) < 0) {
                wrong.add(negative(name));
            }
        }
        for (var name : DURATIONS) {
            if (flags.duration(name).isNegative()) {
                wrong.add(negative(name));
            }
        }
        if (flags.duration(WATCH_GRACE).isNegative()) {
            wrong.add(WATCH_GRACE + ", if provided, can not be a negative value");
        }
        for (var name : PORTS) {
            int port = flags.number(name);
            if (port < 0 || port > 65_535) {
                wrong.add(
                        "--"
                                + name
                                + " "
                                + port
                                + " must be between 0 and 65535, inclusive. 0 for turning off"
                                + " secure port");
            }
        }
        OtherFlags.fixed()
                .forEach((name, only) -> {
                    if (!flags.text(name).equals(only.value())) {
                        wrong.add(
                                "--"
                                        + name
                                        + " can only be "
                                        + only.value()
                                        + ": "
                                        + only.reason());
                    }
                });
        var chance = flags.decimal("goaway-chance");
        if (!(chance >= 0 && chance <= HIGHEST_CHANCE)) {
            wrong.add("--goaway-chance can not be less than 0 or greater than 0.02");
        }
        var longest = flags.duration("service-account-max-token-expiration");
        if (!longest.isZero()
                && (longest.compareTo(SHORTEST_TOKEN) < 0
                        || longest.compareTo(LONGEST_TOKEN) > 0)) {
            wrong.add(
                    "the service-account-max-token-expiration must be between 1 hour and 2^32"
                            + " seconds");
        }
        InvalidConfiguration.throwIfAny(wrong);
    }

    private static String negative(String name) {
        return "--" + name + " can not be negative value";
    }
}
