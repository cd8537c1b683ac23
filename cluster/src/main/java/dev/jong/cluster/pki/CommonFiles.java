package dev.jong.cluster.pki;

import dev.jong.api.json.Json;
import dev.jong.api.json.JsonObject;
import dev.jong.cluster.ClusterException;
import dev.jong.cluster.Home;
import dev.jong.store.Store;
import dev.jong.store.Write;
import dev.jong.store.Written;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What all servers of a cluster must have in common: its authorities, the key of its service
/// accounts and the token of its nodes. The first server makes them and keeps them in the store,
/// sealed with the server token; each further one takes them from there.
public final class CommonFiles {
    /// Beside `/registry/`, where the API serves nothing from.
    private static final String KEY = "/jong/servers";

    private final Home home;

    private CommonFiles(Home home) {
        this.home = home;
    }

    /// Makes this home agree with the store, one way or the other.
    ///
    /// @param given the token that the administrator gave, if any; else the home's is used
    /// @param make makes what is missing in the home
    /// @return what the store has
    /// @throws ClusterException.Refused when the token is missing or another's, or when the home is
    ///   that of another cluster
    public static Sealed agree(Store store, Home home, Optional<ServerToken> given, Runnable make) {
        return new CommonFiles(home).agree(store, given, make);
    }

    /// After the store was made from a snapshot: where the home has no token that could open what
    /// was sealed in it, this home's own files are what servers have in common from now on.
    public static void replaceUnlessKept(Store store, Home home) {
        var found = store.get(KEY);
        if (found.isPresent() && !Files.exists(home.serverToken())) {
            store.write(new Write.Delete(KEY, found.get().revision()));
        }
    }

    /// Takes over what another server sealed.
    ///
    /// @throws ClusterException.Refused when the token is another's, or when the home is that of
    ///   another cluster
    public static void take(Home home, byte[] sealed, ServerToken token) {
        new CommonFiles(home).take(sealed, Optional.of(token));
    }

    /// @param token what opens the content
    public record Sealed(byte[] content, ServerToken token) {}

    private Sealed agree(Store store, Optional<ServerToken> given, Runnable make) {
        while (true) {
            var found = store.get(KEY);
            if (found.isPresent()) {
                return new Sealed(found.get().value(), take(found.get().value(), given));
            }
            make.run();
            var token = given.or(this::kept).orElseGet(ServerToken::create);
            var sealed = token.seal(content());
            keep(token);
            if (store.write(new Write.Create(KEY, sealed)) instanceof Written.Done) {
                return new Sealed(sealed, token);
            }
        }
    }

    private Optional<ServerToken> kept() {
        return Files.exists(home.serverToken())
                ? Optional.of(ServerToken.read(home.serverToken()))
                : Optional.empty();
    }

    private void keep(ServerToken token) {
        PkiFolder.write(home.serverToken(), token.secret() + "\n");
    }

    private ServerToken take(byte[] sealed, Optional<ServerToken> given) {
        var token =
                given.or(this::kept)
                        .orElseThrow(() ->
                                new ClusterException.Refused(
                                        "this etcd has a cluster already: to take part in it, give"
                                                + " --server-token, which is the file"
                                                + " \"server-token\" in the home of a server"));
        var common = opened(sealed, token);
        for (var file : files().entrySet()) {
            var text = common.text(file.getKey());
            if (text == null) {
                continue;
            }
            if (!Files.exists(file.getValue())) {
                PkiFolder.write(file.getValue(), text);
            } else if (!read(file.getValue()).equals(text)) {
                throw new ClusterException.Refused(
                        file.getValue()
                                + " is that of another cluster: set JONG_HOME to an empty folder");
            }
        }
        keep(token);
        return token;
    }

    private static JsonObject opened(byte[] sealed, ServerToken token) {
        try {
            if (Json.parse(token.open(sealed)) instanceof JsonObject common) {
                return common;
            }
        } catch (GeneralSecurityException e) {
            throw new ClusterException.Refused(
                    "the server token is not that of the cluster in this etcd", e);
        }
        throw new ClusterException.Refused("what servers have in common cannot be read");
    }

    private byte[] content() {
        var common = JsonObject.EMPTY;
        for (var file : files().entrySet()) {
            if (Files.exists(file.getValue())) {
                common = common.with(file.getKey(), read(file.getValue()));
            }
        }
        return Json.write(common);
    }

    private Map<String, Path> files() {
        var files = new LinkedHashMap<String, Path>();
        for (var name : PkiFolder.COMMON) {
            files.put(name, home.pki().resolve(name));
        }
        files.put("token", home.token());
        return files;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new ClusterException.Refused("cannot read " + file + ": " + e.getMessage(), e);
        }
    }
}
