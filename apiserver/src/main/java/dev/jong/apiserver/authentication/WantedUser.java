package dev.jong.apiserver.authentication;

import dev.jong.api.GoText;
import dev.jong.api.errors.ApiException;
import dev.jong.apiserver.request.User;
import dev.jong.http.Headers;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Whom a request asks to be made as, in its headers.
final class WantedUser {
    private static final String EXTRA = "impersonate-extra-";

    private WantedUser() {}

    /// Empty when it is to be made as who makes it.
    ///
    /// @throws ApiException when it names groups and the like of nobody
    static Optional<User> of(Headers headers) {
        var wanted =
                new User(
                        headers.value("Impersonate-User"),
                        headers.value("Impersonate-Uid"),
                        headers.all("Impersonate-Group"),
                        extra(headers));
        if (!wanted.name().isEmpty()) {
            return Optional.of(wanted);
        }
        if (wanted.uid().isEmpty() && wanted.groups().isEmpty() && wanted.extra().isEmpty()) {
            return Optional.empty();
        }
        throw ApiException.badRequest(
                "requested " + shown(wanted) + " without impersonating a user name");
    }

    private static Map<String, List<String>> extra(Headers headers) {
        var extra = new LinkedHashMap<String, List<String>>();
        headers.forEach((name, value) -> {
            if (name.regionMatches(true, 0, EXTRA, 0, EXTRA.length())) {
                var key = name.substring(EXTRA.length()).toLowerCase(Locale.ROOT);
                extra.computeIfAbsent(unescaped(key), _ -> new ArrayList<>()).add(value);
            }
        });
        return extra;
    }

    /// A key that is not escaped well is taken as it is.
    private static String unescaped(String key) {
        try {
            return URLDecoder.decode(key.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return key;
        }
    }

    /// As Go shows a structure.
    private static String shown(User user) {
        var extra =
                new TreeMap<>(user.extra())
                        .entrySet().stream()
                                .map(entry ->
                                        GoText.quote(entry.getKey())
                                                + ":"
                                                + GoText.sliceLiteral(entry.getValue()))
                                .collect(Collectors.joining(", ", "{", "}"));
        return "&user.DefaultInfo{Name:\"\", UID:"
                + GoText.quote(user.uid())
                + ", Groups:"
                + (user.groups().isEmpty() ? "[]string(nil)" : GoText.sliceLiteral(user.groups()))
                + ", Extra:map[string][]string"
                + (user.extra().isEmpty() ? "(nil)" : extra)
                + "}";
    }
}
