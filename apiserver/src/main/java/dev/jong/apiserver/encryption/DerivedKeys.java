package dev.jong.apiserver.encryption;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// AES with Galois counters under a key that is used once: derived (RFC 5869, expand with SHA-256)
/// from a seed and 32 random bytes, which come first. So a seed never wears out.
final class DerivedKeys implements Cipher {
    static final int SEED = 32;
    private static final int CHOSEN = 32;

    private final byte[] seed;
    private final SecureRandom random;

    DerivedKeys(byte[] seed, SecureRandom random) {
        if (seed.length < SEED) {
            throw new Undecipherable(
                    "invalid seed length " + seed.length + " used for key generation");
        }
        this.seed = seed.clone();
        this.random = random;
    }

    @Override
    public byte[] seal(byte[] value, byte[] place) {
        var chosen = new byte[CHOSEN];
        random.nextBytes(chosen);
        var inner = new AesGcm(key(chosen), random).seal(value, place);
        var sealed = Arrays.copyOf(chosen, CHOSEN + inner.length);
        System.arraycopy(inner, 0, sealed, CHOSEN, inner.length);
        return sealed;
    }

    @Override
    public Opened open(byte[] sealed, byte[] place) {
        if (sealed.length < CHOSEN) {
            throw new Undecipherable("the stored data was shorter than the required size");
        }
        return new AesGcm(key(Arrays.copyOf(sealed, CHOSEN)), random)
                .open(Arrays.copyOfRange(sealed, CHOSEN, sealed.length), place);
    }

    /// The first block of the expansion is as long as a key.
    private byte[] key(byte[] chosen) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(seed, "HmacSHA256"));
            mac.update(chosen);
            mac.update((byte) 1);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new Undecipherable("cannot derive a key: " + e.getMessage(), e);
        }
    }
}
