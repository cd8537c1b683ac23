package dev.jong.kubelet.image;

import java.util.regex.Pattern;

/// A reference to an image as Docker's distribution writes it: `[host[:port]/]path[:tag][@digest]`.
public final class ImageName {
    private static final Pattern DOMAIN =
            Pattern.compile(
                    "(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*"
                            + "|\\[[0-9a-fA-F:]+])(?::[0-9]+)?");
    private static final Pattern PATH =
            Pattern.compile(
                    "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*)*");
    private static final Pattern TAG = Pattern.compile("\\w[\\w.-]{0,127}");
    private static final Pattern DIGEST =
            Pattern.compile("[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}");
    private static final Pattern ONLY_ID = Pattern.compile("[a-f0-9]{64}");

    private ImageName() {}

    /// The reference with `:latest` where it has neither tag nor digest.
    ///
    /// @throws Invalid with the text that a Pod's status shows
    public static String withTag(String image) {
        int at = image.indexOf('@');
        var digest = at < 0 ? "" : image.substring(at + 1);
        var rest = at < 0 ? image : image.substring(0, at);
        int colon = rest.lastIndexOf(':');
        boolean tagged = colon > rest.lastIndexOf('/');
        var tag = tagged ? rest.substring(colon + 1) : "";
        var repository = tagged ? rest.substring(0, colon) : rest;
        check(image, repository);
        if (at >= 0 && !DIGEST.matcher(digest).matches() || tagged && !TAG.matcher(tag).matches()) {
            throw new Invalid(image, "invalid reference format");
        }
        return at < 0 && !tagged ? image + ":latest" : image;
    }

    private static void check(String image, String repository) {
        int slash = repository.indexOf('/');
        var first = slash < 0 ? "" : repository.substring(0, slash);
        boolean hasDomain =
                slash >= 0
                        && (first.contains(".")
                                || first.contains(":")
                                || first.equals("localhost")
                                || !first.equals(lower(first)));
        var path = hasDomain ? repository.substring(slash + 1) : repository;
        if (ONLY_ID.matcher(image).matches()) {
            throw new Invalid(
                    image,
                    "invalid repository name ("
                            + image
                            + "), cannot specify 64-byte hexadecimal strings");
        }
        if (!path.equals(lower(path)) && PATH.matcher(lower(path)).matches()) {
            throw new Invalid(
                    image,
                    "invalid reference format: repository name ("
                            + (hasDomain || path.contains("/") ? path : "library/" + path)
                            + ") must be lowercase");
        }
        if (!PATH.matcher(path).matches() || hasDomain && !DOMAIN.matcher(first).matches()) {
            throw new Invalid(image, "invalid reference format");
        }
    }

    private static String lower(String text) {
        return text.toLowerCase(java.util.Locale.ROOT);
    }

    /// Not a reference.
    public static final class Invalid extends IllegalArgumentException {
        Invalid(String image, String why) {
            super(
                    "Failed to apply default image tag \""
                            + image
                            + "\": couldn't parse image name \""
                            + image
                            + "\": "
                            + why);
        }
    }
}
