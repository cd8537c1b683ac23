package dev.jong.client;

import dev.jong.api.yaml.Yaml;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/// Reads and writes kubeconfigs.
public final class KubeconfigFile {
    private KubeconfigFile() {}

    /// An absent or blank file is an empty kubeconfig.
    public static Kubeconfig read(Path file) {
        try {
            var text = Files.readString(file);
            return text.isBlank() ? Kubeconfig.empty() : Kubeconfig.of(Yaml.read(text));
        } catch (NoSuchFileException _) {
            return Kubeconfig.empty();
        } catch (IOException e) {
            throw new KubeconfigException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /// Replaces the file at once; only the owner may read it.
    public static void write(Path file, Kubeconfig config) {
        try {
            var target = file.toAbsolutePath();
            Files.createDirectories(target.getParent());
            var ownerOnly =
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------"));
            var fresh = Files.createTempFile(target.getParent(), ".kubeconfig", "", ownerOnly);
            Files.write(fresh, Yaml.write(config.tree()).getBytes(StandardCharsets.UTF_8));
            Files.move(
                    fresh,
                    target,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new KubeconfigException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }
}
