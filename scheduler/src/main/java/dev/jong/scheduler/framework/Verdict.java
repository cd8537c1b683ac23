package dev.jong.scheduler.framework;

import java.util.List;

/// What a rule says about a Pod, or about a Pod on a node.
///
/// @param reasons counted and shown in the Pod's condition when no node fits
public record Verdict(Kind kind, List<String> reasons) {
    /// How final it is.
    public enum Kind {
        FITS,
        /// It may fit once other Pods are gone.
        REFUSED,
        /// Removing Pods does not help.
        HOPELESS
    }

    public static final Verdict FITS = new Verdict(Kind.FITS, List.of());

    public static Verdict refused(String... reasons) {
        return new Verdict(Kind.REFUSED, List.of(reasons));
    }

    public static Verdict hopeless(String... reasons) {
        return new Verdict(Kind.HOPELESS, List.of(reasons));
    }

    public boolean fits() {
        return kind == Kind.FITS;
    }

    public String message() {
        return String.join(", ", reasons);
    }
}
