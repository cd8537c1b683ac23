package dev.jong.junit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.jar.JarFile;

/// Everything of Jong but this package, behind types of the JDK. The jar of this package carries
/// it, and a class loader of its own loads it, so that the user's versions of Netty, protobuf or
/// Jackson and ours never meet.
final class Engine {
    private static final String CARRIED = "META-INF/jong/";
    private static final String ENTRY_POINT = "dev.jong.cluster.EmbeddedCluster";

    private Engine() {}

    /// Loaded once for the life of the JVM: a second cluster starts in warm code.
    private static final class Loaded {
        static final Function<Map<String, String>, Map<String, Object>> CLUSTERS = load();
    }

    static Map<String, Object> start(Map<String, String> settings) {
        var thread = Thread.currentThread();
        var before = thread.getContextClassLoader();
        // Services (logging, security) are looked up through this one.
        thread.setContextClassLoader(Loaded.CLUSTERS.getClass().getClassLoader());
        try {
            return Loaded.CLUSTERS.apply(settings);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @SuppressWarnings("unchecked")
    private static Function<Map<String, String>, Map<String, Object>> load() {
        try {
            var jars = carriedJars();
            var loader =
                    jars.isEmpty()
                            ? Engine.class.getClassLoader()
                            : new URLClassLoader(
                                    "jong",
                                    jars.toArray(URL[]::new),
                                    ClassLoader.getPlatformClassLoader());
            return (Function<Map<String, String>, Map<String, Object>>)
                    loader.loadClass(ENTRY_POINT).getConstructor().newInstance();
        } catch (IOException e) {
            throw new UncheckedIOException("the jars that Jong carries cannot be unpacked", e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "this build of Jong is incomplete: use the packaged jar of its junit module",
                    e);
        }
    }

    /// The jars in our own jar, unpacked; none when run from class files, as in Jong's own build.
    private static List<URL> carriedJars() throws IOException {
        var place = place();
        if (Files.isDirectory(place)) {
            return List.of();
        }
        var folder = Files.createTempDirectory("jong");
        var unpacked = new ArrayList<Path>();
        try (var jar = new JarFile(place.toFile())) {
            var entries = jar.entries();
            while (entries.hasMoreElements()) {
                var entry = entries.nextElement();
                if (entry.getName().startsWith(CARRIED) && entry.getName().endsWith(".jar")) {
                    var target = folder.resolve(entry.getName().substring(CARRIED.length()));
                    try (var content = jar.getInputStream(entry)) {
                        Files.copy(content, target);
                    }
                    unpacked.add(target);
                }
            }
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder, unpacked)));
        return unpacked.stream().map(Engine::url).toList();
    }

    private static Path place() {
        try {
            var location = Engine.class.getProtectionDomain().getCodeSource().getLocation();
            return Path.of(location.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void delete(Path folder, List<Path> files) {
        files.forEach(file -> file.toFile().delete());
        var _ = folder.toFile().delete();
    }

    private static URL url(Path file) {
        try {
            return file.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }
}
