package dev.jong.apiserver.config;

import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Checks flags that choose among features and versions of the API: `--feature-gates` and
/// `--runtime-config`. What is served here is served always, so a choice that would change it is
/// refused or, for features other than those with a method here, has no effect and is told.
public final class ApiChoice {
    private static final Logger log = LoggerFactory.getLogger(ApiChoice.class);
    private static final Set<String> ALL_OF = Set.of("AllAlpha", "AllBeta");
    private static final Set<String> GROUPS_OF = Set.of("api/ga", "api/all", "api/legacy");
    private static final String CBOR = "CBORServingAndStorage";
    private static final String CLAIM_STATUS = "DRAResourceClaimGranularStatusAuthorization";
    private static final Set<String> CHOSEN = Set.of(CBOR, CLAIM_STATUS);
    private static final Set<String> NOT_SERVED = Set.of("api/beta", "api/alpha");

    private ApiChoice() {}

    /// @param served `group/version` of everything that is served; `v1` for the core group
    /// @throws InvalidConfiguration for names that are not known, and for choices that cannot be
    ///   met
    public static void check(ServerFlags flags, Collection<String> served) {
        var known =
                FeatureGate.all().stream()
                        .map(FeatureGate::name)
                        .collect(Collectors.toUnmodifiableSet());
        flags.pairs("feature-gates")
                .forEach((name, value) -> {
                    if (!known.contains(name) && !ALL_OF.contains(name)) {
                        throw new InvalidConfiguration("unrecognized feature gate: " + name);
                    }
                    checkBoolean("feature-gates", name, value);
                    if (CHOSEN.contains(name)) {
                        return;
                    }
                    log.atWarn()
                            .addKeyValue("feature", name)
                            .addKeyValue("value", value)
                            .log("Feature gates have no effect here");
                });
        flags.pairs("runtime-config")
                .forEach((name, value) -> {
                    checkBoolean("runtime-config", name, value);
                    check(name, value.equals("true"), served);
                });
    }

    /// Whether objects are served in CBOR too (KEP-4222): alpha, so only when asked for. Stored
    /// they are as ever.
    public static boolean servesCbor(ServerFlags flags) {
        var gates = flags.pairs("feature-gates");
        return Boolean.parseBoolean(
                gates.getOrDefault(CBOR, gates.getOrDefault("AllAlpha", "false")));
    }

    /// Whether who writes the status of a claim of devices needs permissions for its parts: beta,
    /// so unless it is turned off.
    public static boolean asksForClaimStatus(ServerFlags flags) {
        var gates = flags.pairs("feature-gates");
        return Boolean.parseBoolean(
                gates.getOrDefault(CLAIM_STATUS, gates.getOrDefault("AllBeta", "true")));
    }

    private static void check(String name, boolean on, Collection<String> served) {
        if (NOT_SERVED.contains(name)) {
            if (on) {
                throw new InvalidConfiguration(
                        "--runtime-config=" + name + "=true: only stable versions are served");
            }
            return;
        }
        var version = name.split("/", -1);
        var known =
                GROUPS_OF.contains(name)
                        || served.contains(name)
                        || (version.length > 2 && served.contains(version[0] + "/" + version[1]));
        if (!known) {
            throw new InvalidConfiguration(
                    "--runtime-config=" + name + ": unknown api groups or versions");
        }
        if (!on) {
            throw new InvalidConfiguration(
                    "--runtime-config=" + name + "=false: stable versions cannot be turned off");
        }
    }

    private static void checkBoolean(String flag, String name, String value) {
        if (!value.equals("true") && !value.equals("false")) {
            throw new InvalidConfiguration(
                    "invalid argument \""
                            + name
                            + "="
                            + value
                            + "\" for \"--"
                            + flag
                            + "\" flag: invalid value of "
                            + name
                            + "="
                            + value
                            + ", must be true or false");
        }
    }
}
