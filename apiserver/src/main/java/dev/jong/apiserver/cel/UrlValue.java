package dev.jong.apiserver.cel;

import static dev.cel.common.types.SimpleType.BOOL;
import static dev.cel.common.types.SimpleType.STRING;

import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.jong.api.GoText;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// A URL: absolute, or an absolute path.
public record UrlValue(URI uri) implements Opaque {
    /// What follows the scheme is no path: Go does not look at it.
    private static final Pattern OPAQUE = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):([^/].*)");

    static void addTo(Functions functions) {
        functions
                .global("url", "string_to_url", Body.of(String.class, UrlValue::parse), URL, STRING)
                .global(
                        "isURL",
                        "is_url_string",
                        Body.of(String.class, UrlValue::isUrl),
                        BOOL,
                        STRING)
                .member(
                        "getScheme",
                        "url_get_scheme",
                        Body.of(UrlValue.class, url -> text(url.uri.getScheme())),
                        STRING,
                        URL)
                .member(
                        "getHost",
                        "url_get_host",
                        Body.of(UrlValue.class, UrlValue::host),
                        STRING,
                        URL)
                .member(
                        "getHostname",
                        "url_get_hostname",
                        Body.of(UrlValue.class, UrlValue::hostname),
                        STRING,
                        URL)
                .member(
                        "getPort",
                        "url_get_port",
                        Body.of(UrlValue.class, UrlValue::port),
                        STRING,
                        URL)
                .member(
                        "getEscapedPath",
                        "url_get_escaped_path",
                        Body.of(UrlValue.class, url -> text(url.uri.getRawPath())),
                        STRING,
                        URL)
                .member(
                        "getQuery",
                        "url_get_query",
                        Body.of(UrlValue.class, UrlValue::query),
                        MapType.create(STRING, ListType.create(STRING)),
                        URL);
    }

    @Override
    public String type() {
        return URL.name();
    }

    private static String text(@org.jspecify.annotations.Nullable String part) {
        return part == null ? "" : part;
    }

    static UrlValue parse(String text) {
        try {
            return new UrlValue(read(text));
        } catch (URISyntaxException e) {
            throw new CelException.Failed(
                    "URL parse error during conversion from string: parse "
                            + GoText.quote(text)
                            + ": "
                            + e.getReason());
        }
    }

    public static boolean isUrl(String text) {
        try {
            var _ = read(text);
            return true;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /// Go's rules are laxer than Java's in paths and queries: what only those forbid is escaped.
    private static URI read(String text) throws URISyntaxException {
        if (text.isEmpty()) {
            throw new URISyntaxException(text, "empty url");
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) == 0x7f) {
                throw new URISyntaxException(text, "net/url: invalid control character in URL");
            }
        }
        var opaque = OPAQUE.matcher(text);
        if (opaque.matches()) {
            return new URI(opaque.group(1), opaque.group(2), null);
        }
        var uri = new URI(escaped(text));
        boolean absolute = uri.isAbsolute() && !uri.isOpaque();
        boolean rooted = uri.getScheme() == null && text.startsWith("/");
        if (!absolute && !rooted && !uri.isOpaque()) {
            throw new URISyntaxException(text, "invalid URI for request");
        }
        return uri;
    }

    private static String escaped(String text) {
        int authority = text.indexOf("//");
        int path = authority < 0 ? text.indexOf('/') : text.indexOf('/', authority + 2);
        int query = text.indexOf('?');
        int from = path < 0 ? query : query < 0 ? path : Math.min(path, query);
        if (from < 0) {
            return text;
        }
        var out = new StringBuilder(text.substring(0, from));
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean lax = " \"<>\\^`{|}[]".indexOf(c) >= 0;
            out.append(lax ? String.format("%%%02X", (int) c) : String.valueOf(c));
        }
        return out.toString();
    }

    private String authority() {
        var authority = text(uri.getRawAuthority());
        return authority.substring(authority.lastIndexOf('@') + 1);
    }

    private String host() {
        return authority();
    }

    private String port() {
        var authority = authority();
        int colon = authority.lastIndexOf(':');
        return colon > authority.lastIndexOf(']') ? authority.substring(colon + 1) : "";
    }

    private String hostname() {
        var authority = authority();
        int colon = authority.lastIndexOf(':');
        var host = colon > authority.lastIndexOf(']') ? authority.substring(0, colon) : authority;
        return host.startsWith("[") && host.endsWith("]")
                ? host.substring(1, host.length() - 1)
                : host;
    }

    private Map<Object, Object> query() {
        var values = new LinkedHashMap<Object, Object>();
        for (var pair : text(uri.getRawQuery()).split("&", -1)) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                var name = decoded(equals < 0 ? pair : pair.substring(0, equals));
                var value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
                var known = (List<?>) values.getOrDefault(name, List.of());
                var all = new ArrayList<Object>(known);
                all.add(value);
                values.put(name, all);
            }
        }
        return values;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    @Override
    public String toString() {
        return uri.toString();
    }
}
