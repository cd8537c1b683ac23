package dev.jong.apiserver.encryption;

import dev.jong.api.Bytes;
import dev.jong.api.proto.ProtoException;
import dev.jong.api.proto.ProtoReader;
import dev.jong.api.proto.ProtoWriter;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Encrypts with seeds of our own, which a service encrypts with a key of its own (KMS, version 2).
///
/// A seed is used for as long as the service names the same key. While the service does not answer,
/// what is known can be read on, and written for three minutes more.
final class KeyService implements Cipher, AutoCloseable {
    private static final Duration LIFE = Duration.ofMinutes(3);
    private static final Duration WELL = Duration.ofSeconds(20);
    private static final Duration UNWELL = Duration.ofSeconds(3);
    private static final int MOST_SEEDS = 1000;
    private static final int LARGEST = 1024;
    private static final int DERIVED = 1;

    private final String name;
    private final KmsClient client;
    private final SecureRandom random;
    private final InstantSource clock;
    private final KeyFigures figures;
    private final Map<Bytes, Cipher> seeds = new ConcurrentHashMap<>();

    /// Written under `this`.
    private volatile @Nullable Writing writing;

    /// Guarded by `this`, as what follows.
    private Instant looked = Instant.EPOCH;

    private Optional<String> trouble = Optional.empty();

    /// The seed that is written with.
    private record Writing(Cipher cipher, KmsClient.Sealed seed, Instant until) {}

    /// What is stored of a value.
    ///
    /// @param type 0: the seed is the key itself; 1: keys are derived from it
    @SuppressWarnings("ArrayRecordComponent") // handed on, compared by nobody
    private record Stored(byte[] value, KmsClient.Sealed seed, int type) {}

    KeyService(
            String name,
            KmsClient client,
            SecureRandom random,
            InstantSource clock,
            KeyFigures figures) {
        this.name = name;
        this.client = client;
        this.random = random;
        this.clock = clock;
        this.figures = figures;
    }

    String name() {
        return name;
    }

    /// What is wrong with the service; asked anew after 20 seconds, after 3 when something was.
    synchronized Optional<String> trouble() {
        var now = clock.instant();
        if (now.isBefore(looked.plus(trouble.isPresent() ? UNWELL : WELL))) {
            return trouble;
        }
        try {
            look();
            trouble = Optional.empty();
        } catch (Undecipherable | ProtoException e) {
            trouble =
                    Optional.of(
                            "failed to perform status section of the healthz check for KMS Provider "
                                    + name
                                    + ", error: "
                                    + e.getMessage());
        }
        looked = now;
        return trouble;
    }

    /// Takes a new seed when the service has another key.
    private void look() {
        var until = clock.instant().plus(LIFE);
        var status = client.status();
        if (!status.health().equals("ok")) {
            throw new Undecipherable("got unexpected healthz status: " + status.health());
        }
        if (!status.version().equals("v2") && !status.version().equals("v2beta1")) {
            throw new Undecipherable("expected KMSv2 API version v2, got " + status.version());
        }
        checkKeyId(status.keyId());
        figures.named(name, status.keyId());
        var known = writing;
        if (known != null && known.seed().keyId().equals(status.keyId())) {
            writing = new Writing(known.cipher(), known.seed(), until);
            return;
        }
        var seed = new byte[DerivedKeys.SEED];
        random.nextBytes(seed);
        var sealed = client.encrypt(seed, UUID.randomUUID().toString());
        if (!sealed.keyId().equals(status.keyId())) {
            throw new Undecipherable("the key changed while a seed was encrypted");
        }
        if (sealed.bytes().length == 0 || sealed.bytes().length > LARGEST) {
            throw new Undecipherable(
                    "encrypted DEK source is "
                            + sealed.bytes().length
                            + " bytes, which is not valid");
        }
        var cipher = new DerivedKeys(seed, random);
        remember(id(new Stored(new byte[0], sealed, DERIVED)), cipher);
        writing = new Writing(cipher, sealed, until);
    }

    private void checkKeyId(String keyId) {
        if (keyId.isEmpty()) {
            figures.namedInvalid(name, "empty");
            throw new Undecipherable("keyID is empty");
        }
        if (keyId.length() > LARGEST) {
            figures.namedInvalid(name, "too_long");
            throw new Undecipherable(
                    "keyID is "
                            + keyId.length()
                            + " bytes, which exceeds the max size of "
                            + LARGEST);
        }
    }

    private Writing writing() {
        var known = writing;
        if (known != null) {
            return known;
        }
        synchronized (this) {
            if (writing == null) {
                look();
            }
            return java.util.Objects.requireNonNull(writing);
        }
    }

    @Override
    public byte[] seal(byte[] value, byte[] place) {
        var current = writing();
        if (clock.instant().isAfter(current.until())) {
            var found = trouble();
            current = writing();
            if (clock.instant().isAfter(current.until())) {
                throw new Undecipherable(
                        "encryptedDEKSource of KMS Provider "
                                + name
                                + " expired: "
                                + found.orElse("the service did not answer"));
            }
        }
        var sealed = current.cipher().seal(value, place);
        figures.used(KeyFigures.Way.TO_STORAGE, name, current.seed().keyId());
        return write(new Stored(sealed, current.seed(), DERIVED));
    }

    @Override
    public Opened open(byte[] sealed, byte[] place) {
        var stored = read(sealed);
        var id = id(stored);
        var cipher = seeds.get(id);
        if (cipher == null) {
            var seed = client.decrypt(stored.seed(), UUID.randomUUID().toString());
            cipher =
                    stored.type() == DERIVED
                            ? new DerivedKeys(seed, random)
                            : new AesGcm(seed, random);
            remember(id, cipher);
        }
        figures.used(KeyFigures.Way.FROM_STORAGE, name, stored.seed().keyId());
        var value = cipher.open(stored.value(), place).value();
        var current = writing;
        return new Opened(
                value,
                stored.type() != DERIVED
                        || (current != null
                                && !current.seed().keyId().equals(stored.seed().keyId())));
    }

    private void remember(Bytes id, Cipher cipher) {
        if (seeds.size() >= MOST_SEEDS) {
            seeds.clear();
        }
        seeds.put(id, cipher);
        figures.known(name, seeds.size());
    }

    private static Bytes id(Stored stored) {
        return Bytes.of(write(new Stored(new byte[0], stored.seed(), stored.type())));
    }

    private static byte[] write(Stored stored) {
        var out = new ProtoWriter();
        if (stored.type() != 0) {
            out.integer(5, stored.type());
        }
        out.map(
                4,
                new TreeMap<>(stored.seed().annotations()),
                (value, writer) -> writer.bytes(2, value));
        out.bytes(3, stored.seed().bytes());
        out.string(2, stored.seed().keyId());
        if (stored.value().length > 0) {
            out.bytes(1, stored.value());
        }
        return out.toByteArray();
    }

    private static Stored read(byte[] bytes) {
        var value = new byte[0];
        var keyId = "";
        var seed = new byte[0];
        Map<String, byte[]> annotations = Map.of();
        int type = 0;
        try {
            var in = new ProtoReader(bytes);
            for (int field = in.next(); field != 0; field = in.next()) {
                switch (field) {
                    case 1 -> value = in.readRaw();
                    case 2 -> keyId = in.readString();
                    case 3 -> seed = in.readRaw();
                    case 4 -> annotations = in.plusEntry(annotations, ProtoReader::readRaw);
                    case 5 -> type = in.readInt();
                    default -> in.skip();
                }
            }
        } catch (ProtoException e) {
            throw new Undecipherable("the stored data is no encrypted object", e);
        }
        return new Stored(value, new KmsClient.Sealed(seed, keyId, annotations), type);
    }

    @Override
    public void close() {
        client.close();
    }
}
