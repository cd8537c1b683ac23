package dev.jong.apiserver.serving;

import dev.jong.apiserver.config.ConfigFile;
import dev.jong.apiserver.config.InvalidConfiguration;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What some files say together. Once they change and can still be used, it is that.
final class FileContent<T> {
    private static final Logger log = LoggerFactory.getLogger(FileContent.class);

    private final List<Path> files;
    private final Function<List<String>, T> reader;
    private volatile T value;

    /// The follower's own.
    private Optional<List<String>> tried;

    /// Reads at once.
    ///
    /// @param reader of the files' texts, in their order
    /// @throws InvalidConfiguration when they cannot be used
    FileContent(List<Path> files, Function<List<String>, T> reader) {
        this.files = List.copyOf(files);
        this.reader = reader;
        var texts = texts();
        this.tried = Optional.of(texts);
        this.value = reader.apply(texts);
    }

    T value() {
        return value;
    }

    /// Whether there is another value now. What cannot be used is told once, and changes nothing.
    boolean look() {
        try {
            var now = texts();
            if (tried.equals(Optional.of(now))) {
                return false;
            }
            tried = Optional.of(now);
            value = reader.apply(now);
            log.atInfo().addKeyValue("files", files).log("Loaded other certificates");
            return true;
        } catch (InvalidConfiguration e) {
            log.atError()
                    .addKeyValue("files", files)
                    .addKeyValue("error", e.getMessage())
                    .log("Cannot use other certificates");
            return false;
        }
    }

    private List<String> texts() {
        return files.stream().map(ConfigFile::text).toList();
    }
}
