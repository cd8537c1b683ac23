package dev.jong.cluster.command;

import dev.jong.cluster.Home;
import dev.jong.cluster.datastore.Datastore;
import dev.jong.cluster.datastore.EtcdFiles;
import dev.jong.etcd.EtcdOptions;
import dev.jong.etcd.EtcdSecurity;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The flags that say where state is kept.
final class DatastoreFlags {
    static final String USAGE =
            "[--datastore URL,URL [--datastore-cafile FILE] [--datastore-certfile FILE"
                    + " --datastore-keyfile FILE]] | --own-etcd | --join URL";

    private static final String ENDPOINTS = "--datastore";
    private static final String AUTHORITY = "--datastore-cafile";
    private static final String CERTIFICATE = "--datastore-certfile";
    private static final String KEY = "--datastore-keyfile";

    private static final String OWN = "--own-etcd";
    private static final String JOIN = "--join";

    static final Set<String> SWITCHES = Set.of(OWN);
    static final Set<String> VALUED = Set.of(ENDPOINTS, AUTHORITY, CERTIFICATE, KEY, JOIN);

    private DatastoreFlags() {}

    /// Without flags the state is in the home.
    static Datastore read(Flags flags, Home home) {
        var endpoints = flags.value(ENDPOINTS);
        var ways = Stream.of(ENDPOINTS, OWN, JOIN).filter(flags::has).toList();
        if (ways.size() > 1) {
            throw new Flags.Misused("flags " + String.join(" and ", ways) + " exclude each other");
        }
        if (endpoints.isEmpty()) {
            for (var flag : List.of(AUTHORITY, CERTIFICATE, KEY)) {
                if (flags.has(flag)) {
                    throw new Flags.Misused("flag " + flag + " goes with --datastore");
                }
            }
            if (flags.has(OWN)) {
                return new Datastore.Own();
            }
            return flags.value(JOIN)
                    .<Datastore>map(url -> new Datastore.Joined(url(url, "server", 6443)))
                    .orElseGet(() -> new Datastore.Embedded(home.data()));
        }
        var urls = new ArrayList<URI>();
        for (var text : endpoints.get().split(",", -1)) {
            urls.add(url(text.strip(), "etcd", 2379));
        }
        return new Datastore.Etcd(EtcdOptions.of(urls, security(flags, urls)));
    }

    private static URI url(String text, String what, int port) {
        try {
            var url = URI.create(text);
            var known = "https".equals(url.getScheme()) || "http".equals(url.getScheme());
            var path = url.getPath();
            if (known && url.getHost() != null && (path.isEmpty() || path.equals("/"))) {
                return url;
            }
        } catch (IllegalArgumentException _) {
            // Said below.
        }
        throw new Flags.Misused(
                "\""
                        + text
                        + "\" is not the URL of "
                        + (what.equals("etcd") ? "an " : "a ")
                        + what
                        + ", such as https://10.0.0.1:"
                        + port);
    }

    private static EtcdSecurity security(Flags flags, List<URI> urls) {
        var secure = urls.stream().filter(url -> "https".equals(url.getScheme())).count();
        var files =
                new EtcdFiles(file(flags, AUTHORITY), file(flags, CERTIFICATE), file(flags, KEY));
        if (files.certificate().isPresent() != files.key().isPresent()) {
            throw new Flags.Misused("flags " + CERTIFICATE + " and " + KEY + " go together");
        }
        if (secure == urls.size()) {
            return files.read();
        }
        if (secure > 0) {
            throw new Flags.Misused("the URLs of one etcd are all https or all http");
        }
        if (files.authority().isPresent() || files.certificate().isPresent()) {
            throw new Flags.Misused("certificates go with https URLs of etcd");
        }
        return new EtcdSecurity.Plain();
    }

    private static Optional<Path> file(Flags flags, String flag) {
        return flags.value(flag).map(Path::of);
    }
}
