package dev.jong.cluster.kubeconfig;

import dev.jong.api.json.JsonNull;
import dev.jong.api.json.JsonObject;
import dev.jong.api.yaml.InvalidYaml;
import dev.jong.api.yaml.Yaml;
import dev.jong.cluster.ClusterException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The kubeconfig that the user's kubectl reads. Only entries of the cluster's own name are ever
/// touched, and a file that cannot be understood is left alone.
public final class UserKubeconfig {
    private static final Path ACCOUNTS = Path.of("/etc/passwd");

    private final Path file;
    private final @Nullable Invoker owner;

    public UserKubeconfig(Path file) {
        this(file, null);
    }

    private UserKubeconfig(Path file, @Nullable Invoker owner) {
        this.file = file;
        this.owner = owner;
    }

    /// As client-go chooses: the first file of `$KUBECONFIG` that exists, else its last, else
    /// `~/.kube/config`. Under sudo it is the file of the user who called sudo.
    public static UserKubeconfig of(Map<String, String> environment) {
        return of(environment, ACCOUNTS);
    }

    static UserKubeconfig of(Map<String, String> environment, Path accounts) {
        var invoker = Invoker.of(environment, accounts).orElse(null);
        var named =
                List.of(environment.getOrDefault("KUBECONFIG", "").split(":")).stream()
                        .filter(path -> !path.isBlank())
                        .map(Path::of)
                        .toList();
        if (!named.isEmpty()) {
            return new UserKubeconfig(
                    named.stream().filter(Files::exists).findFirst().orElse(named.getLast()),
                    invoker);
        }
        var home =
                invoker == null
                        ? Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")))
                        : invoker.home();
        return new UserKubeconfig(home.resolve(".kube").resolve("config"), invoker);
    }

    public Path file() {
        return file;
    }

    public void add(ClusterAccess access) {
        change(access::mergeInto);
    }

    /// Puts in what another kubeconfig holds, and chooses its context.
    public void copyFrom(Path other) {
        try {
            var source = read(other);
            change(config -> ClusterAccess.merge(config, source));
        } catch (IOException e) {
            throw new ClusterException.Refused("cannot read " + other + ": " + e.getMessage(), e);
        }
    }

    /// Takes the entries out if they lead to this server.
    public void remove(String name, String authorityPem) {
        if (!Files.exists(file)) {
            return;
        }
        var expected =
                java.util.Base64.getEncoder()
                        .encodeToString(
                                authorityPem.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        change(config -> {
            var ours =
                    config.array("clusters").items().stream()
                            .anyMatch(entry ->
                                    entry instanceof JsonObject cluster
                                            && name.equals(cluster.text("name"))
                                            && expected.equals(
                                                    cluster.object("cluster")
                                                            .text("certificate-authority-data")));
            return ours ? ClusterAccess.removeFrom(config, name) : config;
        });
    }

    private void change(UnaryOperator<JsonObject> change) {
        try {
            var target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
            var folder = target.getParent();
            if (folder != null) {
                makeFolder(folder);
            }
            // kubectl takes the same lock.
            var lock = target.resolveSibling(target.getFileName() + ".lock");
            Files.createFile(lock);
            try {
                var before = read(target);
                var after = change.apply(before);
                if (!after.equals(before)) {
                    write(target, Yaml.write(after));
                }
            } finally {
                Files.deleteIfExists(lock);
            }
        } catch (FileAlreadyExistsException e) {
            throw new ClusterException.Refused(
                    "another program is changing "
                            + file
                            + "; if none is, delete "
                            + file
                            + ".lock",
                    e);
        } catch (IOException e) {
            throw new ClusterException.Refused("cannot change " + file + ": " + e.getMessage(), e);
        }
    }

    private void makeFolder(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        var parent = folder.getParent();
        if (parent != null) {
            makeFolder(parent);
        }
        Files.createDirectory(folder);
        if (owner != null) {
            owner.own(folder);
        }
    }

    private JsonObject read(Path target) throws IOException {
        if (!Files.exists(target)) {
            return JsonObject.EMPTY;
        }
        try {
            return switch (Yaml.read(Files.readString(target))) {
                case JsonObject config -> config;
                case JsonNull _ -> JsonObject.EMPTY;
                default -> throw unreadable("it is not a map", null);
            };
        } catch (InvalidYaml e) {
            throw unreadable(String.valueOf(e.getMessage()), e);
        }
    }

    private ClusterException unreadable(String why, @Nullable Throwable cause) {
        var message = file + " was left as it is because it cannot be read: " + why;
        return cause == null
                ? new ClusterException.Refused(message)
                : new ClusterException.Refused(message, cause);
    }

    private void write(Path target, String text) throws IOException {
        var next = target.resolveSibling(target.getFileName() + ".jong");
        Files.deleteIfExists(next);
        if (Files.exists(target)) {
            Files.copy(target, next, StandardCopyOption.COPY_ATTRIBUTES);
        } else {
            Files.createFile(
                    next,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
            if (owner != null) {
                owner.own(next);
            }
        }
        Files.writeString(next, text);
        Files.move(
                next, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
