package dev.jong.apiserver.cel;

import static dev.cel.common.types.SimpleType.BOOL;
import static dev.cel.common.types.SimpleType.INT;
import static dev.cel.common.types.SimpleType.STRING;

import java.math.BigInteger;
import java.util.List;
import java.util.regex.Pattern;

/// A semantic version (semver.org 2.0.0); what follows `+` does not count in comparisons.
record VersionValue(long major, long minor, long patch, List<String> preRelease, String build)
        implements Opaque, Comparable<VersionValue> {
    private static final String NUMBER = "(0|[1-9]\\d*)";
    private static final String NAME = "(?:0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*)";
    private static final Pattern FORM =
            Pattern.compile(
                    NUMBER
                            + "\\."
                            + NUMBER
                            + "\\."
                            + NUMBER
                            + "(?:-("
                            + NAME
                            + "(?:\\."
                            + NAME
                            + ")*))?(?:\\+([0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*))?");

    static void addTo(Functions functions) {
        functions
                .global(
                        "semver",
                        "string_to_semver",
                        Body.of(String.class, VersionValue::parse),
                        SEMVER,
                        STRING)
                .global(
                        "semver",
                        "string_bool_to_semver",
                        Body.of(String.class, Boolean.class, VersionValue::parse),
                        SEMVER,
                        STRING,
                        BOOL)
                .global(
                        "isSemver",
                        "is_semver_string",
                        Body.of(String.class, text -> isVersion(text, false)),
                        BOOL,
                        STRING)
                .global(
                        "isSemver",
                        "is_semver_string_bool",
                        Body.of(String.class, Boolean.class, VersionValue::isVersion),
                        BOOL,
                        STRING,
                        BOOL)
                .member(
                        "major",
                        "semver_major",
                        Body.of(VersionValue.class, VersionValue::major),
                        INT,
                        SEMVER)
                .member(
                        "minor",
                        "semver_minor",
                        Body.of(VersionValue.class, VersionValue::minor),
                        INT,
                        SEMVER)
                .member(
                        "patch",
                        "semver_patch",
                        Body.of(VersionValue.class, VersionValue::patch),
                        INT,
                        SEMVER)
                .member(
                        "isGreaterThan",
                        "semver_is_greater_than",
                        Body.of(
                                VersionValue.class,
                                VersionValue.class,
                                (a, b) -> a.compareTo(b) > 0),
                        BOOL,
                        SEMVER,
                        SEMVER)
                .member(
                        "isLessThan",
                        "semver_is_less_than",
                        Body.of(
                                VersionValue.class,
                                VersionValue.class,
                                (a, b) -> a.compareTo(b) < 0),
                        BOOL,
                        SEMVER,
                        SEMVER)
                .member(
                        "compareTo",
                        "semver_compare_to",
                        Body.of(
                                VersionValue.class,
                                VersionValue.class,
                                (a, b) -> (long) Integer.signum(a.compareTo(b))),
                        INT,
                        SEMVER,
                        SEMVER);
    }

    @Override
    public String type() {
        return SEMVER.name();
    }

    static VersionValue parse(String text) {
        var parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw new CelException.Failed(
                    text.isEmpty()
                            ? "Version string empty"
                            : text.split("\\.", -1).length < 3
                                    ? "No Major.Minor.Patch elements found"
                                    : "Invalid character(s) found in version \"" + text + "\"");
        }
        try {
            return new VersionValue(
                    Long.parseLong(parts.group(1)),
                    Long.parseLong(parts.group(2)),
                    Long.parseLong(parts.group(3)),
                    parts.group(4) == null ? List.of() : List.of(parts.group(4).split("\\.")),
                    parts.group(5) == null ? "" : parts.group(5));
        } catch (NumberFormatException e) {
            throw new CelException.Failed("value out of range in version \"" + text + "\"");
        }
    }

    private static VersionValue parse(String text, boolean normalize) {
        return parse(normalize ? normal(text) : text);
    }

    /// `v1.02` becomes `1.2.0`.
    private static String normal(String text) {
        var parts = (text.startsWith("v") ? text.substring(1) : text).split("\\.", 3);
        var last = parts[parts.length - 1];
        if (parts.length < 3 && (last.contains("+") || last.contains("-"))) {
            throw new CelException.Failed(
                    "short version cannot contain PreRelease/Build meta data");
        }
        var out = new StringBuilder();
        for (int i = 0; i < 3; i++) {
            var part = i < parts.length ? parts[i] : "0";
            out.append(i == 0 ? "" : ".").append(part.replaceFirst("^0+(?=\\d)", ""));
        }
        return out.toString();
    }

    private static boolean isVersion(String text, boolean normalize) {
        try {
            var _ = parse(text, normalize);
            return true;
        } catch (CelException e) {
            return false;
        }
    }

    @Override
    public int compareTo(VersionValue other) {
        int order = Long.compare(major, other.major);
        order = order != 0 ? order : Long.compare(minor, other.minor);
        order = order != 0 ? order : Long.compare(patch, other.patch);
        if (order != 0) {
            return order;
        }
        if (preRelease.isEmpty() || other.preRelease.isEmpty()) {
            return Boolean.compare(preRelease.isEmpty(), other.preRelease.isEmpty());
        }
        for (int i = 0; i < Math.min(preRelease.size(), other.preRelease.size()); i++) {
            order = compareNames(preRelease.get(i), other.preRelease.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(preRelease.size(), other.preRelease.size());
    }

    private static int compareNames(String a, String b) {
        boolean first = a.chars().allMatch(Character::isDigit);
        boolean second = b.chars().allMatch(Character::isDigit);
        if (first && second) {
            return new BigInteger(a).compareTo(new BigInteger(b));
        }
        return first == second ? a.compareTo(b) : first ? -1 : 1;
    }

    /// As comparison sees it: builds do not count.
    @Override
    public boolean equals(@org.jspecify.annotations.Nullable Object other) {
        return other instanceof VersionValue version && compareTo(version) == 0;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(major * 31 + minor * 7 + patch) + preRelease.hashCode();
    }

    @Override
    public String toString() {
        return major
                + "."
                + minor
                + "."
                + patch
                + (preRelease.isEmpty() ? "" : "-" + String.join(".", preRelease))
                + (build.isEmpty() ? "" : "+" + build);
    }
}
