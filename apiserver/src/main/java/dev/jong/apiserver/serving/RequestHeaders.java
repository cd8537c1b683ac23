package dev.jong.apiserver.serving;

import dev.jong.apiserver.authentication.FrontProxy;
import dev.jong.apiserver.config.InvalidConfiguration;
import dev.jong.apiserver.config.ServerFlags;
import java.security.cert.X509Certificate;
import java.util.HashSet;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads `--requestheader-*`: which proxies in front of this server are believed, and where they
/// name the user.
public final class RequestHeaders {
    private static final Logger log = LoggerFactory.getLogger(RequestHeaders.class);
    private static final String PREFIX = "requestheader-";

    private RequestHeaders() {}

    /// @param own which proxies are believed without flags: further servers of this cluster
    /// @param authorities of all proxies, those that a flag names among them
    /// @throws InvalidConfiguration for what cannot be used
    public static FrontProxy apply(
            FrontProxy own, ServerFlags flags, Supplier<List<X509Certificate>> authorities) {
        check(flags, "username-headers", FrontProxy.USER);
        check(flags, "group-headers", FrontProxy.GROUP);
        check(flags, "extra-headers-prefix", FrontProxy.EXTRA);
        check(flags, "uid-headers", FrontProxy.UID);
        if (flags.path(PREFIX + "client-ca-file").isEmpty()) {
            return own;
        }
        var names = new HashSet<>(flags.texts(PREFIX + "allowed-names"));
        if (!names.isEmpty()) {
            names.addAll(own.names());
        }
        var fields =
                new FrontProxy.Fields(
                        fields(flags, "username-headers", own.fields().user()),
                        fields(flags, "uid-headers", own.fields().uid()),
                        fields(flags, "group-headers", own.fields().groups()),
                        fields(flags, "extra-headers-prefix", own.fields().extra()));
        return new FrontProxy(own.client(), authorities, names, fields);
    }

    /// The server's own proxies go on being understood when a flag is not given.
    private static List<String> fields(ServerFlags flags, String name, List<String> own) {
        var given = flags.texts(PREFIX + name);
        return given.isEmpty() ? own : given;
    }

    private static void check(ServerFlags flags, String name, String usual) {
        var flag = PREFIX + name;
        if (!flags.has(flag)) {
            return;
        }
        var given = flags.parts(flag);
        if (given.stream().anyMatch(String::isBlank)) {
            throw new InvalidConfiguration("empty value in \"" + flag + '"');
        }
        if (given.stream().anyMatch(usual::equalsIgnoreCase)) {
            return;
        }
        if (usual.equals(FrontProxy.UID)) {
            throw new InvalidConfiguration(
                    "--requestheader-uid-headers is set without specifying the standard"
                            + " X-Remote-Uid header - API aggregation will not work");
        }
        log.atWarn()
                .addKeyValue("flag", flag)
                .addKeyValue("missing", usual)
                .log("Other API servers of this kind cannot pass users on");
    }

    /// Without names, a user's certificate must not do as a proxy's.
    static void checkApart(
            ServerFlags flags, List<X509Certificate> clients, List<X509Certificate> proxies) {
        if (flags.texts(PREFIX + "allowed-names").isEmpty()
                && clients.stream().anyMatch(proxies::contains)) {
            throw new InvalidConfiguration(
                    "--requestheader-client-ca-file and --client-ca-file contain overlapping"
                            + " certificates; --requestheader-allowed-names must be specified to"
                            + " ensure regular client certificates cannot set authenticating proxy"
                            + " headers for arbitrary users");
        }
    }
}
