package dev.jong.apigenerator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/// Writes the generated part of `api`: arguments are the overlays' folder, the folder for Java, the
/// folder for resources.
public final class Generate {
    private final Path java;
    private final Path resources;
    private final Set<Path> written = new HashSet<>();

    private Generate(Path java, Path resources) {
        this.java = java;
        this.resources = resources;
    }

    public static void main(String[] arguments) throws IOException {
        var model = Overlays.read(Path.of(arguments[0]));
        new Generate(Path.of(arguments[1]), Path.of(arguments[2])).all(model);
    }

    private void all(Model model) throws IOException {
        var descriptions = new Descriptions();
        var records = new RecordWriter(model, descriptions);
        var codecs = new CodecWriter(model);
        var schemas = new SchemaWriter(model, descriptions);
        for (var definition : model.all()) {
            var folder = java.resolve(definition.javaPackage().replace('.', '/'));
            put(
                    folder.resolve("package-info.java"),
                    """
                    /// Generated from the published definitions of %s.
                    @org.jspecify.annotations.NullMarked
                    package %s;
                    """
                            .formatted(definition.id(), definition.javaPackage()));
            for (var type : definition.types().values()) {
                put(folder.resolve(type.name() + ".java"), records.write(type));
                if (type.custom()) {
                    put(folder.resolve(type.name() + "Proto.java"), codecs.writeBase(type));
                } else {
                    put(folder.resolve(type.name() + "Codec.java"), codecs.write(type));
                }
                put(
                        resources.resolve("dev/jong/api/schema/" + type.openApiName() + ".json"),
                        schemas.write(type));
            }
        }
        put(java.resolve("dev/jong/api/Kinds.java"), KindsWriter.write(model));
        sweep(java);
        sweep(resources);
    }

    /// An unchanged file keeps its time, so that nothing is compiled in vain.
    private void put(Path file, String content) throws IOException {
        written.add(file);
        if (Files.exists(file) && Files.readString(file).equals(content)) {
            return;
        }
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private void sweep(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                if (!written.contains(file)) {
                    Files.delete(file);
                }
            }
        }
    }
}
