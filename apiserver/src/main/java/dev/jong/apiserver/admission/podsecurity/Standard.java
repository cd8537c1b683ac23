package dev.jong.apiserver.admission.podsecurity;

import java.util.Optional;
import java.util.regex.Pattern;

/// A level as a version of Kubernetes defined it.
///
/// @param minor of Kubernetes 1; [#LATEST] for the newest
record Standard(Level level, int minor) {
    static final int LATEST = Integer.MAX_VALUE;
    static final Standard PRIVILEGED = new Standard(Level.PRIVILEGED, LATEST);

    private static final Pattern VERSION = Pattern.compile("v1\\.(0|[1-9][0-9]{0,8})");

    Standard withLevel(Level other) {
        return new Standard(other, minor);
    }

    Standard withMinor(int other) {
        return new Standard(level, other);
    }

    /// Reads `latest` or `v1.x`.
    static Optional<Integer> parseVersion(String text) {
        if (text.equals("latest")) {
            return Optional.of(LATEST);
        }
        var matcher = VERSION.matcher(text);
        return matcher.matches()
                ? Optional.of(Integer.parseInt(matcher.group(1)))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return level + ":" + (minor == LATEST ? "latest" : "v1." + minor);
    }
}
