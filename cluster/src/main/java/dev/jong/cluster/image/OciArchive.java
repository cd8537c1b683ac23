package dev.jong.cluster.image;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    private final List<Map<String, Object>> manifests = new ArrayList<>();

    private sealed interface Blob {
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

    /// @param reference full name with tag, `localhost/jong/demo:latest`
    /// @param layers tar files, lowest first; they must stay until [#write] returns
    public OciArchive image(String reference, ImageSettings settings, List<Path> layers)
            throws IOException {
        var layerDescriptors = new ArrayList<Map<String, Object>>();
        var layerDigests = new ArrayList<String>();
        for (var layer : layers) {
            var digest = digest(layer);
            blobs.put(digest, new Blob.OnDisk(layer));
            layerDigests.add("sha256:" + digest);
            layerDescriptors.add(descriptor(LAYER, digest, Files.size(layer)));
        }
        var config = add(CONFIG, JsonText.of(configuration(settings, layerDigests)));
        var manifest = new LinkedHashMap<String, Object>();
        manifest.put("schemaVersion", 2);
        manifest.put("mediaType", MANIFEST);
        manifest.put("config", config);
        manifest.put("layers", layerDescriptors);
        var entry = new LinkedHashMap<>(add(MANIFEST, JsonText.of(manifest)));
        entry.put("platform", new TreeMap<>(Map.of("architecture", architecture, "os", "linux")));
        entry.put(
                "annotations",
                new TreeMap<>(
                        Map.of(
                                "io.containerd.image.name",
                                reference,
                                "org.opencontainers.image.ref.name",
                                reference.substring(reference.lastIndexOf(':') + 1))));
        manifests.add(entry);
        return this;
    }

    public void write(Path file) throws IOException {
        var index = new LinkedHashMap<String, Object>();
        index.put("schemaVersion", 2);
        index.put("mediaType", "application/vnd.oci.image.index.v1+json");
        index.put("manifests", manifests);
        try (var tar = new TarWriter(new BufferedOutputStream(Files.newOutputStream(file)))) {
            tar.file("oci-layout", 0644, utf8("{\"imageLayoutVersion\":\"1.0.0\"}"));
            tar.file("index.json", 0644, utf8(JsonText.of(index)));
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

    private Map<String, Object> configuration(ImageSettings settings, List<String> layerDigests) {
        var container = new LinkedHashMap<String, Object>();
        if (!settings.user().isEmpty()) {
            container.put("User", settings.user());
        }
        container.put("Env", settings.environment());
        if (!settings.entrypoint().isEmpty()) {
            container.put("Entrypoint", settings.entrypoint());
        }
        if (!settings.command().isEmpty()) {
            container.put("Cmd", settings.command());
        }
        container.put("WorkingDir", settings.workingFolder());
        var config = new LinkedHashMap<String, Object>();
        config.put("architecture", architecture);
        config.put("os", "linux");
        config.put("config", container);
        config.put("rootfs", new TreeMap<>(Map.of("type", "layers", "diff_ids", layerDigests)));
        return config;
    }

    private Map<String, Object> add(String mediaType, String text) {
        var bytes = utf8(text);
        var digest = HexFormat.of().formatHex(sha256().digest(bytes));
        blobs.put(digest, new Blob.InMemory(bytes));
        return descriptor(mediaType, digest, bytes.length);
    }

    private static Map<String, Object> descriptor(String mediaType, String digest, long size) {
        var descriptor = new LinkedHashMap<String, Object>();
        descriptor.put("mediaType", mediaType);
        descriptor.put("digest", "sha256:" + digest);
        descriptor.put("size", size);
        return descriptor;
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

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
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
