package dev.jong.client;

import org.jspecify.annotations.Nullable;

/// How to delete: `DeleteOptions` of the API.
///
/// @param propagation null: the kind's own default
/// @param graceSeconds null: the kind's own default
/// @param uid delete only the object with this uid
/// @param resourceVersion delete only this version
public record Deletion(
        @Nullable Propagation propagation,
        @Nullable Long graceSeconds,
        @Nullable String uid,
        @Nullable String resourceVersion,
        boolean dryRun) {
    public static final Deletion DEFAULT = new Deletion(null, null, null, null, false);

    /// What happens to the objects that the deleted one owns.
    public enum Propagation {
        ORPHAN("Orphan"),
        BACKGROUND("Background"),
        FOREGROUND("Foreground");

        private final String text;

        Propagation(String text) {
            this.text = text;
        }

        /// As the API spells it.
        public String text() {
            return text;
        }
    }

    public static Deletion of(Propagation propagation) {
        return DEFAULT.withPropagation(propagation);
    }

    public static Deletion now() {
        return DEFAULT.withGraceSeconds(0);
    }

    public static Deletion onlyUid(@Nullable String uid) {
        return DEFAULT.withUid(uid);
    }

    public Deletion withPropagation(@Nullable Propagation wanted) {
        return new Deletion(wanted, graceSeconds, uid, resourceVersion, dryRun);
    }

    public Deletion withGraceSeconds(long seconds) {
        return new Deletion(propagation, seconds, uid, resourceVersion, dryRun);
    }

    public Deletion withUid(@Nullable String wanted) {
        return new Deletion(propagation, graceSeconds, wanted, resourceVersion, dryRun);
    }

    public Deletion withResourceVersion(@Nullable String wanted) {
        return new Deletion(propagation, graceSeconds, uid, wanted, dryRun);
    }
}
