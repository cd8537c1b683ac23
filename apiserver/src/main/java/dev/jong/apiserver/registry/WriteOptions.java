package dev.jong.apiserver.registry;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.api.errors.FieldError;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// How a change is to be made.
///
/// @param dryRun everything but the storing happens
/// @param fieldManager who is recorded as the owner of changed fields; empty for none
/// @param force whether an apply takes fields from other managers
/// @param applied the object comes out of an apply: who owns what is settled
/// @param admitted plugins have had their say already, or have none: the server's own doing
/// @param spoken the version that the client speaks; null for the one that is stored
public record WriteOptions(
        boolean dryRun,
        String fieldManager,
        boolean force,
        boolean applied,
        boolean admitted,
        @Nullable Spoken spoken) {
    public static final WriteOptions DEFAULT = new WriteOptions(false, "", false);

    /// Of what the server makes for itself.
    public static final WriteOptions OWN = by("kube-apiserver");

    public static final WriteOptions DRY_RUN = new WriteOptions(true, "", false);

    public WriteOptions(boolean dryRun, String fieldManager, boolean force) {
        this(dryRun, fieldManager, force, false, false, null);
    }

    public WriteOptions asApplied() {
        return new WriteOptions(dryRun, fieldManager, force, true, admitted, spoken);
    }

    public WriteOptions asAdmitted() {
        return new WriteOptions(dryRun, fieldManager, force, applied, true, spoken);
    }

    WriteOptions as(Spoken other) {
        return new WriteOptions(dryRun, fieldManager, force, applied, admitted, other);
    }

    @Nullable Kind<?> version() {
        return spoken == null ? null : spoken.kind();
    }

    /// A version that is not the stored one.
    ///
    /// @param rules as [Conversion] has them
    public record Spoken(
            Kind<?> kind,
            UnaryOperator<KubernetesObject> fromStored,
            UnaryOperator<KubernetesObject> toStored,
            @Nullable BiFunction<?, ?, List<FieldError>> rules) {}

    /// What is wrong with an object in the version that is spoken; empty when that is for the
    /// stored version to say.
    @SuppressWarnings("unchecked")
    <T> Optional<List<FieldError>> errors(T now, @Nullable T old) {
        if (spoken == null || spoken.rules() == null) {
            return Optional.empty();
        }
        var rules = (BiFunction<T, @Nullable T, List<FieldError>>) spoken.rules();
        return Optional.of(rules.apply(now, old));
    }

    public static WriteOptions by(String fieldManager) {
        return new WriteOptions(false, fieldManager, false);
    }
}
