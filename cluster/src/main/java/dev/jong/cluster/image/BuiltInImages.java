package dev.jong.cluster.image;

import dev.jong.cluster.ClusterException;
import dev.jong.cluster.machine.Program;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The two images that every cluster has, made from programs of the distribution so that nothing is
/// downloaded.
public final class BuiltInImages {
    /// Holds a Pod's namespaces and reaps its orphans.
    public static final String PAUSE = "localhost/jong/pause:latest";

    /// A shell, the usual small tools and a web server; three tags, to have something to roll out.
    public static final String DEMO = "localhost/jong/demo";

    static final List<String> DEMO_TAGS = List.of("latest", "v1", "v2");

    private static final String SEARCH_PATH =
            "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private BuiltInImages() {}

    /// Writes one archive with all of them.
    public static void write(Path archive) {
        var catatonit = program("catatonit", "catatonit");
        var busybox = program("busybox", "busybox-static");
        try {
            var pauseLayer = Files.createTempFile(archive.getParent(), "pause", ".layer");
            var demoLayer = Files.createTempFile(archive.getParent(), "demo", ".layer");
            try {
                writePauseLayer(catatonit, pauseLayer);
                writeDemoLayer(busybox, demoLayer);
                var archiveWriter =
                        new OciArchive(OciArchive.thisArchitecture())
                                .image(
                                        PAUSE,
                                        ImageSettings.EMPTY
                                                .withEntrypoint(List.of("/pause", "-P"))
                                                .withEnvironment(List.of(SEARCH_PATH)),
                                        List.of(pauseLayer));
                for (var tag : DEMO_TAGS) {
                    archiveWriter.image(
                            DEMO + ":" + tag,
                            ImageSettings.EMPTY
                                    .withCommand(List.of("sh"))
                                    .withEnvironment(List.of(SEARCH_PATH, "DEMO_VERSION=" + tag)),
                            List.of(demoLayer));
                }
                archiveWriter.write(archive);
            } finally {
                Files.deleteIfExists(pauseLayer);
                Files.deleteIfExists(demoLayer);
            }
        } catch (IOException e) {
            throw new ClusterException.Refused(
                    "cannot write " + archive + ": " + e.getMessage(), e);
        }
    }

    private static void writePauseLayer(Path catatonit, Path layer) throws IOException {
        try (var tar = new TarWriter(new BufferedOutputStream(Files.newOutputStream(layer)))) {
            tar.file("pause", 0755, catatonit);
        }
    }

    private static void writeDemoLayer(Path busybox, Path layer) throws IOException {
        var applets = Program.require(busybox.toString(), "--list").lines().toList();
        try (var tar = new TarWriter(new BufferedOutputStream(Files.newOutputStream(layer)))) {
            tar.folder("bin", 0755).file("bin/busybox", 0755, busybox);
            for (var applet : applets) {
                if (!applet.equals("busybox")) {
                    tar.link("bin/" + applet, "busybox");
                }
            }
            tar.folder("etc", 0755)
                    .file(
                            "etc/passwd",
                            0644,
                            utf8(
                                    """
                                    root:x:0:0:root:/root:/bin/sh
                                    www:x:1000:1000:www:/www:/bin/sh
                                    nobody:x:65534:65534:nobody:/:/bin/false
                                    """))
                    .file(
                            "etc/group",
                            0644,
                            utf8(
                                    """
                                    root:x:0:
                                    www:x:1000:
                                    nogroup:x:65534:
                                    """))
                    .file("etc/nsswitch.conf", 0644, utf8("hosts: files dns\n"));
            tar.folder("dev", 0755).folder("proc", 0755).folder("sys", 0755);
            tar.folder("root", 0700)
                    .folder("tmp", 01777)
                    .folder("usr", 0755)
                    .link("usr/bin", "../bin");
            tar.folder("var", 0755).folder("var/run", 0755).folder("www", 0755);
            tar.file("www/index.html", 0644, utf8("Hello from Jong.\n"));
        }
    }

    private static Path program(String name, String packageName) {
        return Program.find(name)
                .orElseThrow(() ->
                        new ClusterException.Refused(
                                name + " is missing: install the package " + packageName));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
