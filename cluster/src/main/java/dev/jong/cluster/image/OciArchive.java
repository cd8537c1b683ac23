package dev.jong.cluster.image;

import dev.jong.api.json.Json;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonInteger;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/// Writes images into one archive: an OCI image layout (image-spec 1.1) in a tar file, with
/// uncompressed layers.
public final class OciArchive {
    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    private static final String CONFIG = "application/vnd.oci.image.config.v1+json";
    private static final String LAYER = "application/vnd.oci.image.layer.v1.tar";

    private final String architecture;
    private final TreeMap<String, Blob> blobs = new TreeMap<>();
    private final List<JsonValue> manifests = new ArrayList<>();

    private sealed interface Blob {
        /// Written once, so the array is shared and never changed.
        @SuppressWarnings("ArrayRecordComponent")
        record InMemory(byte[] bytes) implements Blob {}

        record OnDisk(Path file) implements Blob {}
    }

    /// @param architecture in Go's words: `amd64`, `arm64`
    public OciArchive(String architecture) {
        this.architecture = architecture;
    }

    /// Go's name for the architecture that this program runs on.
    public static String thisArchitecture() {
        var name = System.getProperty("os.arch");
        return switch (name) {
            case "x86_64", "amd64" -> "amd64";
            case "aarch64", "arm64" -> "arm64";
            default -> name;
        };
    }

    /// Adds an image.
    ///
    /// @param reference full name with tag, `localhost/jong/demo:latest`
    /// @param layers tar files, lowest first; they must stay until [#write] returns
    public OciArchive image(String reference, ImageSettings settings, List<Path> layers)
            throws IOException {
        var descriptors = new ArrayList<JsonValue>();
        var digests = new ArrayList<JsonValue>();
        for (var layer : layers) {
            var digest = digest(layer);
            blobs.put(digest, new Blob.OnDisk(layer));
            digests.add(new JsonText("sha256:" + digest));
            descriptors.add(descriptor(LAYER, digest, Files.size(layer)));
        }
        var manifest =
                JsonObject.of("schemaVersion", new JsonInteger(2))
                        .with("mediaType", MANIFEST)
                        .with(
                                "config",
                                add(CONFIG, configuration(settings, new JsonArray(digests))))
                        .with("layers", new JsonArray(descriptors));
        manifests.add(
                add(MANIFEST, manifest)
                        .with(
                                "platform",
                                JsonObject.EMPTY
                                        .with("architecture", architecture)
                                        .with("os", "linux"))
                        .with(
                                "annotations",
                                JsonObject.EMPTY
                                        .with("io.containerd.image.name", reference)
                                        .with(
                                                "org.opencontainers.image.ref.name",
                                                reference.substring(
                                                        reference.lastIndexOf(':') + 1))));
        return this;
    }

    public void write(Path file) throws IOException {
        var index =
                JsonObject.of("schemaVersion", new JsonInteger(2))
                        .with("mediaType", "application/vnd.oci.image.index.v1+json")
                        .with("manifests", new JsonArray(manifests));
        try (var tar = new TarWriter(new BufferedOutputStream(Files.newOutputStream(file)))) {
            tar.file(
                    "oci-layout",
                    0644,
                    Json.write(JsonObject.EMPTY.with("imageLayoutVersion", "1.0.0")));
            tar.file("index.json", 0644, Json.write(index));
            tar.folder("blobs", 0755).folder("blobs/sha256", 0755);
            for (var blob : blobs.entrySet()) {
                var path = "blobs/sha256/" + blob.getKey();
                switch (blob.getValue()) {
                    case Blob.InMemory(var bytes) -> tar.file(path, 0644, bytes);
                    case Blob.OnDisk(var content) -> tar.file(path, 0644, content);
                }
            }
        }
    }

    private JsonObject configuration(ImageSettings settings, JsonArray layerDigests) {
        var container =
                JsonObject.EMPTY
                        .with("Env", texts(settings.environment()))
                        .with("WorkingDir", settings.workingFolder());
        if (!settings.user().isEmpty()) {
            container = container.with("User", settings.user());
        }
        if (!settings.entrypoint().isEmpty()) {
            container = container.with("Entrypoint", texts(settings.entrypoint()));
        }
        if (!settings.command().isEmpty()) {
            container = container.with("Cmd", texts(settings.command()));
        }
        return JsonObject.EMPTY
                .with("architecture", architecture)
                .with("os", "linux")
                .with("config", container)
                .with("rootfs", JsonObject.of("diff_ids", layerDigests).with("type", "layers"));
    }

    private static JsonArray texts(List<String> texts) {
        return new JsonArray(texts.stream().<JsonValue>map(JsonText::new).toList());
    }

    private JsonObject add(String mediaType, JsonObject content) {
        var bytes = Json.write(content);
        var digest = HexFormat.of().formatHex(sha256().digest(bytes));
        blobs.put(digest, new Blob.InMemory(bytes));
        return descriptor(mediaType, digest, bytes.length);
    }

    private static JsonObject descriptor(String mediaType, String digest, long size) {
        return JsonObject.EMPTY
                .with("mediaType", mediaType)
                .with("digest", "sha256:" + digest)
                .with("size", new JsonInteger(size));
    }

    private static String digest(Path file) throws IOException {
        try (var in = new DigestInputStream(Files.newInputStream(file), sha256())) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    /// A layer of everything below a folder, for [#image].
    public static void layer(Path folder, Path target) throws IOException {
        try (var tar = new TarWriter(new BufferedOutputStream(Files.newOutputStream(target)));
                var files = Files.walk(folder)) {
            for (var file : new TreeSet<>(files.toList())) {
                var path = folder.relativize(file).toString();
                if (path.isEmpty()) {
                    continue;
                }
                if (Files.isSymbolicLink(file)) {
                    tar.link(path, Files.readSymbolicLink(file).toString());
                } else if (Files.isDirectory(file)) {
                    tar.folder(path, mode(file));
                } else {
                    tar.file(path, mode(file), file);
                }
            }
        }
    }

    private static int mode(Path file) throws IOException {
        return (Integer) Files.getAttribute(file, "unix:mode") & 07777;
    }
}
