package dev.jong.apiserver.encryption;

import dev.jong.apiserver.config.ConfigFile;
import dev.jong.apiserver.config.InvalidConfiguration;
import dev.jong.apiserver.config.ServerFlags;
import dev.jong.store.Store;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Encryption at rest, as a file says (`--encryption-provider-config`), which is followed if so
/// asked.
public final class Encryption implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Encryption.class);
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Path file;
    private final Map<String, String> resources;
    private final SecureRandom random;
    private final InstantSource clock;
    private final Thread follower;
    private String seen;
    private volatile EncryptionPlan plan;

    private Encryption(Path file, Map<String, String> resources, InstantSource clock) {
        this.file = file;
        this.resources = Map.copyOf(resources);
        this.random = new SecureRandom();
        this.clock = clock;
        this.seen = ConfigFile.text(file);
        this.plan = read(seen);
        this.follower = Thread.ofVirtual().name("encryption-config").unstarted(this::follow);
    }

    /// Empty when nothing is encrypted.
    ///
    /// @param resources `resource.group` by the beginning of its keys, of built-in ones
    /// @throws InvalidConfiguration when the file is not valid
    public static Optional<Encryption> start(
            ServerFlags flags, Map<String, String> resources, InstantSource clock) {
        var encryption =
                flags.path("encryption-provider-config")
                        .map(file -> new Encryption(file, resources, clock));
        if (flags.isOn("encryption-provider-config-automatic-reload")) {
            if (encryption.isEmpty()) {
                throw new InvalidConfiguration(
                        "--encryption-provider-config-automatic-reload must be set with --encryption-provider-config");
            }
            encryption.get().follower.start();
        }
        return encryption;
    }

    private EncryptionPlan read(String text) {
        try {
            return ConfigFile.parse(
                    text,
                    "EncryptionConfiguration",
                    List.of("apiserver.config.k8s.io/v1"),
                    fields -> EncryptionFile.plan(fields, random, clock));
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
        return follower.isAlive() || !plan.services().isEmpty();
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

    private void follow() {
        try {
            while (true) {
                Thread.sleep(LOOK);
                look();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// A file that is not valid, or whose services do not answer, changes nothing.
    private void look() {
        try {
            var text = ConfigFile.text(file);
            if (text.equals(seen)) {
                return;
            }
            seen = text;
            var next = read(text);
            var trouble = next.trouble();
            if (trouble.isPresent()) {
                next.close();
                throw new InvalidConfiguration(trouble.get());
            }
            var before = plan;
            plan = next;
            before.close();
            log.atInfo().addKeyValue("file", file).log("Loaded a new encryption configuration");
        } catch (InvalidConfiguration e) {
            log.atError()
                    .setCause(e)
                    .addKeyValue("file", file)
                    .log("Cannot use the new encryption configuration");
        }
    }

    @Override
    public void close() {
        follower.interrupt();
        plan.close();
    }
}
