package dev.jong.apiserver.config;

import dev.jong.api.json.JsonObject;
import dev.jong.api.yaml.InvalidYaml;
import dev.jong.api.yaml.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.function.Function;

/// Reads configuration files, which are YAML or JSON and name their kind and version.
public final class ConfigFile {
    private ConfigFile() {}

    /// Reads a file; what is wrong with it is told with its name.
    ///
    /// @param apiVersions that are known
    public static <T> T read(
            Path file,
            String kind,
            Collection<String> apiVersions,
            Function<ConfigFields, T> reader) {
        try {
            return parse(text(file), kind, apiVersions, reader);
        } catch (InvalidConfiguration e) {
            throw new InvalidConfiguration(file + ": " + e.getMessage(), e);
        }
    }

    /// Reads what a file holds.
    public static <T> T parse(
            String text,
            String kind,
            Collection<String> apiVersions,
            Function<ConfigFields, T> reader) {
        if (!(tree(text) instanceof JsonObject object)) {
            throw new InvalidConfiguration("not an object of kind " + kind);
        }
        var apiVersion = object.text("apiVersion");
        if (!kind.equals(object.text("kind"))
                || apiVersion == null
                || !apiVersions.contains(apiVersion)) {
            throw new InvalidConfiguration(
                    "no kind \""
                            + object.text("kind")
                            + "\" is registered for version \""
                            + apiVersion
                            + "\": must be "
                            + kind
                            + " in "
                            + String.join(" or ", apiVersions));
        }
        return reader.apply(ConfigFields.of(object.without("kind").without("apiVersion")));
    }

    private static Object tree(String text) {
        try {
            var document = Yaml.readDocument(text);
            if (!document.duplicates().isEmpty()) {
                throw new InvalidConfiguration(document.duplicates().getFirst());
            }
            return document.value();
        } catch (InvalidYaml e) {
            throw new InvalidConfiguration(String.valueOf(e.getMessage()), e);
        }
    }

    /// Whether two texts hold the same, whatever their layout and comments.
    public static boolean same(String text, String other) {
        return text.equals(other) || tree(text).equals(tree(other));
    }

    /// The text of a file that a flag names.
    public static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new InvalidConfiguration(
                    "cannot read " + file + " (" + e.getClass().getSimpleName() + ")", e);
        }
    }
}
