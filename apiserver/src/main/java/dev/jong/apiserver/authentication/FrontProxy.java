package dev.jong.apiserver.authentication;

import dev.jong.apiserver.request.User;
import dev.jong.http.Headers;
import dev.jong.http.TlsIdentity;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// How API servers tell each other on whose behalf a request is passed on: the certificate of the
/// proxy, and the user in header fields.
///
/// @param client shown to servers that requests are passed on to
/// @param authorities who may sign certificates of proxies in front of this server; asked with each
///   request
/// @param names common names that such certificates may have; empty for any
/// @param fields where such proxies name the user
public record FrontProxy(
        TlsIdentity client,
        Supplier<List<X509Certificate>> authorities,
        Set<String> names,
        Fields fields) {
    public static final String USER = "X-Remote-User";
    public static final String UID = "X-Remote-Uid";
    public static final String GROUP = "X-Remote-Group";
    public static final String EXTRA = "X-Remote-Extra-";

    private static final String MARKS = "!#$&'*+-.^_`|~";

    /// Header fields that name a user, the first that is there before others.
    ///
    /// @param extra how fields for anything else begin
    public record Fields(
            List<String> user, List<String> uid, List<String> groups, List<String> extra) {
        public static final Fields STANDARD =
                new Fields(List.of(USER), List.of(UID), List.of(GROUP), List.of(EXTRA));

        public Fields {
            user = List.copyOf(user);
            uid = List.copyOf(uid);
            groups = List.copyOf(groups);
            extra = List.copyOf(extra);
        }

        /// Whether a header field of this name may name a user, in upper or lower case.
        public boolean contain(String name) {
            return Stream.of(user, uid, groups)
                            .flatMap(List::stream)
                            .anyMatch(name::equalsIgnoreCase)
                    || extra.stream()
                            .anyMatch(prefix ->
                                    name.regionMatches(true, 0, prefix, 0, prefix.length()));
        }
    }

    public FrontProxy {
        names = Set.copyOf(names);
    }

    /// With authorities that stay the same, and the usual fields.
    public FrontProxy(TlsIdentity client, List<X509Certificate> authorities, Set<String> names) {
        this(client, fixed(List.copyOf(authorities)), names, Fields.STANDARD);
    }

    private static Supplier<List<X509Certificate>> fixed(List<X509Certificate> authorities) {
        return () -> authorities;
    }

    /// The header fields that name a user.
    public static Headers headers(User user) {
        var headers = Headers.builder().add(USER, user.name());
        if (!user.uid().isEmpty()) {
            headers.add(UID, user.uid());
        }
        user.groups().forEach(group -> headers.add(GROUP, group));
        user.extra()
                .forEach((key, values) ->
                        values.forEach(value -> headers.add(EXTRA + escaped(key), value)));
        return headers.build();
    }

    /// A key as part of a field's name: what may not stand there is written as in URLs.
    private static String escaped(String key) {
        var out = new StringBuilder(key.length());
        for (var b : key.getBytes(StandardCharsets.UTF_8)) {
            var plain =
                    (b >= 'a' && b <= 'z')
                            || (b >= 'A' && b <= 'Z')
                            || (b >= '0' && b <= '9')
                            || MARKS.indexOf(b) >= 0;
            if (plain) {
                out.append((char) b);
            } else {
                out.append(String.format("%%%02X", b));
            }
        }
        return out.toString();
    }
}
