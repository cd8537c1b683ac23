package dev.jong.apiserver.wire;

import dev.jong.api.Kind;
import dev.jong.api.Kinds;
import dev.jong.api.Unstructured;
import dev.jong.api.json.JsonException;
import dev.jong.api.policy.v1.Eviction;
import dev.jong.apiserver.wire.Body.Undecodable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What a body says it is.
///
/// @param version without the group
public record Claim(String kind, String version) {
    static Claim of(Kind<?> kind) {
        return new Claim(kind.name(), kind.version());
    }

    /// Refuses a body that says it is something else than `kind`; what it leaves out it is taken
    /// for. Another kind that exists is read as such first, as upstream does before it finds that
    /// this is no way to the kind it wants.
    ///
    /// @param reads the body as another kind
    static void check(
            @Nullable String apiVersion,
            @Nullable String name,
            Kind<?> kind,
            Consumer<Kind<?>> reads) {
        var asked = name == null || name.isEmpty() ? kind.name() : name;
        var version = apiVersion == null || apiVersion.isEmpty() ? kind.apiVersion() : apiVersion;
        boolean same = version.equals(kind.apiVersion()) || isOldEviction(kind, version);
        if (asked.equals(kind.name()) && same) {
            return;
        }
        int slash = version.indexOf('/');
        if (slash != version.lastIndexOf('/')) {
            throw new Undecodable(null, "unexpected GroupVersion string: " + version);
        }
        throw new Undecodable(
                new Claim(asked, version.substring(slash + 1)), why(asked, version, kind, reads));
    }

    /// The only version that is still taken, although it is served no more: evictions are sent by
    /// old clients.
    private static boolean isOldEviction(Kind<?> kind, String version) {
        return kind.equals(Eviction.KIND) && version.equals("policy/v1beta1");
    }

    private static String why(String asked, String version, Kind<?> kind, Consumer<Kind<?>> reads) {
        for (var other : Kinds.all()) {
            if (!other.apiVersion().equals(version)) {
                continue;
            }
            if (other.listName().equals(asked)) {
                return unknownConversion(asked, other, kind);
            }
            if (other.name().equals(asked)) {
                try {
                    reads.accept(other);
                    return unknownConversion(asked, other, kind);
                } catch (JsonException e) {
                    return String.valueOf(e.getMessage());
                }
            }
        }
        return "no kind \""
                + asked
                + "\" is registered for version \""
                + version
                + "\" in scheme \""
                + scheme(kind)
                + '"';
    }

    /// Upstream's names of types: of the version that came, and of the one without a version.
    private static String unknownConversion(String asked, Kind<?> other, Kind<?> kind) {
        return "converting ("
                + other.version()
                + "."
                + asked
                + ") to ("
                + goType(kind)
                + "): unknown conversion";
    }

    /// What upstream calls its type of a kind without a version.
    public static String goType(Kind<?> kind) {
        return kind.type() == Unstructured.class
                ? "unstructured.Unstructured"
                : folder(kind) + "." + kind.name();
    }

    private static String folder(Kind<?> kind) {
        var group = kind.group();
        int dot = group.indexOf('.');
        return group.isEmpty() || group.equals("events.k8s.io")
                ? "core"
                : group.substring(0, dot < 0 ? group.length() : dot);
    }

    /// Where upstream keeps the kinds, as its messages say.
    private static String scheme(Kind<?> kind) {
        return switch (kind.group()) {
            case "apiregistration.k8s.io" ->
                    "k8s.io/kube-aggregator/pkg/apiserver/scheme/scheme.go:28";
            case "apiextensions.k8s.io" ->
                    "k8s.io/apiextensions-apiserver/pkg/apiserver/apiserver.go:54";
            default -> "pkg/api/legacyscheme/scheme.go:30";
        };
    }
}
