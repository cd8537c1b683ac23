package dev.jong.apiserver.streaming;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Moves a page's links to its own host below the path that the page is seen at.
final class HtmlLinks {
    private static final Pattern LINK =
            Pattern.compile(
                    "(<[^>]*?\\s(?:action|background|cite|classid|codebase|data|href|icon|longdesc|manifest|poster|profile|src|usemap)"
                            + "\\s*=\\s*[\"']?)(/[^/\"'>\\s][^\"'>\\s]*)",
                    Pattern.CASE_INSENSITIVE);

    private HtmlLinks() {}

    static byte[] below(String prefix, byte[] html) {
        var text = new String(html, StandardCharsets.ISO_8859_1);
        var quoted = Matcher.quoteReplacement(prefix);
        return LINK.matcher(text)
                .replaceAll("$1" + quoted + "$2")
                .getBytes(StandardCharsets.ISO_8859_1);
    }
}
