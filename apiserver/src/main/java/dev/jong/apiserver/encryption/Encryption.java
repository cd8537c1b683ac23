package dev.jong.apiserver.encryption;

import dev.jong.apiserver.config.ConfigFile;
import dev.jong.apiserver.config.FollowedFile;
import dev.jong.apiserver.config.InvalidConfiguration;
import dev.jong.apiserver.config.Reloading;
import dev.jong.apiserver.config.ServerFlags;
import dev.jong.store.Store;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Encryption at rest, as a file says (`--encryption-provider-config`), which is followed if so
/// asked.
public final class Encryption implements AutoCloseable {
    private final Path file;
    private final Map<String, String> resources;
    private final SecureRandom random = new SecureRandom();
    private final InstantSource clock;
    private final KeyFigures figures;
    private Optional<FollowedFile> followed = Optional.empty();

    /// What the plan was made of. Written by whoever follows the file, as the plan is.
    private String content;

    private volatile EncryptionPlan plan;

    private Encryption(Path file, Map<String, String> resources, Reloading reloading) {
        this.file = file;
        this.resources = Map.copyOf(resources);
        this.clock = reloading.clock();
        this.figures = new KeyFigures(reloading.figures(), reloading.identity(), clock);
        this.content = ConfigFile.text(file);
        this.plan = read(content);
    }

    /// Empty when nothing is encrypted.
    ///
    /// @param resources `resource.group` by the beginning of its keys, of built-in ones
    /// @throws InvalidConfiguration when the file is not valid
    public static Optional<Encryption> start(
            ServerFlags flags, Map<String, String> resources, Reloading reloading) {
        var file = flags.path("encryption-provider-config");
        var follows = flags.isOn("encryption-provider-config-automatic-reload");
        if (file.isEmpty()) {
            if (follows) {
                throw new InvalidConfiguration(
                        "--encryption-provider-config-automatic-reload must be set with --encryption-provider-config");
            }
            return Optional.empty();
        }
        var encryption = new Encryption(file.get(), resources, reloading);
        if (follows) {
            encryption.followed =
                    Optional.of(
                            reloading.follow(
                                    "encryption",
                                    file.get(),
                                    encryption.content,
                                    encryption::load));
        }
        return Optional.of(encryption);
    }

    private EncryptionPlan read(String text) {
        try {
            return ConfigFile.parse(
                    text,
                    "EncryptionConfiguration",
                    List.of("apiserver.config.k8s.io/v1"),
                    fields -> EncryptionFile.plan(fields, random, clock, figures));
        } catch (InvalidConfiguration e) {
            throw new InvalidConfiguration(file + ": " + e.getMessage(), e);
        }
    }

    /// The store as those see it who need not know of this.
    public Store around(Store store) {
        return new EncryptedStore(store, this::providers);
    }

    /// Whether a value that does not change is to be written anew, with the newest key.
    public static boolean isStale(Store store, String key) {
        return store instanceof EncryptedStore encrypted && encrypted.isStale(key);
    }

    /// What is wrong with services that keep keys.
    public Optional<String> trouble() {
        return plan.trouble();
    }

    /// Whether there are any.
    public boolean hasServices() {
        return followed.isPresent() || !plan.services().isEmpty();
    }

    /// Custom resources are stored by group and name, built-in ones by names of their own.
    private Optional<Providers> providers(String key) {
        int first = key.indexOf('/', 1);
        int second = key.indexOf('/', first + 1);
        if (first < 0 || second < 0) {
            return Optional.empty();
        }
        var known = resources.get(key.substring(0, second + 1));
        int third = key.indexOf('/', second + 1);
        if (known == null && third > 0) {
            known = resources.get(key.substring(0, third + 1));
            if (known == null) {
                return plan.of(key.substring(second + 1, third), key.substring(first + 1, second));
            }
        }
        if (known == null) {
            return Optional.empty();
        }
        int dot = known.indexOf('.');
        return plan.of(known.substring(0, dot), known.substring(dot + 1));
    }

    /// A plan is in use once its services have answered.
    private FollowedFile.Outcome load(String text) {
        if (text.equals(content)) {
            return new FollowedFile.Outcome.Same();
        }
        var next = read(text);
        var trouble = next.trouble();
        if (trouble.isPresent()) {
            next.close();
            return new FollowedFile.Outcome.NotYet(trouble.get());
        }
        var former = plan;
        plan = next;
        content = text;
        return new FollowedFile.Outcome.Loaded(former::close, former.grace());
    }

    @Override
    public void close() {
        followed.ifPresent(FollowedFile::close);
        plan.close();
    }
}
