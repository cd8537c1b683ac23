package dev.jong.kubelet.simulated;

import dev.jong.kubelet.runtime.Image;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/// Images nobody ever stored.
final class SimulatedImages {
    private static final List<String> MISSING =
            List.of(
                    "nonexist",
                    "non-exist",
                    "doesnotexist",
                    "does-not-exist",
                    "invalid.registry",
                    "no-such");

    private SimulatedImages() {}

    static boolean plausible(String reference) {
        var name = reference.toLowerCase(Locale.ROOT);
        return MISSING.stream().noneMatch(name::contains) && !name.endsWith(":404");
    }

    static Image image(String reference) {
        var id = "sha256:" + digest(reference);
        int tag = reference.lastIndexOf(':');
        boolean tagged = tag > reference.lastIndexOf('/') && !reference.contains("@");
        var name = tagged ? reference.substring(0, tag) : reference.replaceFirst("@.*", "");
        return new Image(
                id,
                tagged ? List.of(reference) : List.of(),
                List.of(name + "@" + id),
                10_000_000,
                null,
                "",
                false);
    }

    private static String digest(String reference) {
        try {
            var digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(reference.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
