package dev.jong.apiserver.defaults;

import java.util.regex.Pattern;

/// Names of images as the registries' own grammar has them (OCI distribution, `reference`).
final class ImageName {
    private static final String DOMAIN_PART = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][-a-zA-Z0-9]*[a-zA-Z0-9])";
    private static final String DOMAIN =
            "(?:" + DOMAIN_PART + "(?:\\." + DOMAIN_PART + ")*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?";
    private static final String PATH_PART = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
    private static final String NAME =
            "(?:" + DOMAIN + "/)?" + PATH_PART + "(?:/" + PATH_PART + ")*";
    private static final Pattern WHOLE =
            Pattern.compile(
                    "("
                            + NAME
                            + ")(?::\\w[-\\w.]{0,127})?(?:@[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,})?");

    /// With the domain and folder that stand for those that are left out.
    private static final int LONGEST = 255;

    private static final int LEFT_OUT = "docker.io/library/".length();

    private ImageName() {}

    static boolean isValid(String image) {
        var whole = WHOLE.matcher(image);
        if (!whole.matches()) {
            return false;
        }
        var name = whole.group(1);
        int slash = name.indexOf('/');
        return name.length() + (slash < 0 ? LEFT_OUT : 0) <= LONGEST;
    }
}
