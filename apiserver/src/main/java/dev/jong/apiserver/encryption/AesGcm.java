package dev.jong.apiserver.encryption;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// AES with Galois counters, bound to the place; a nonce of 12 bytes comes first. A key must be
/// replaced before it has encrypted 2^32 values.
final class AesGcm implements Cipher {
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;

    private final SecretKeySpec key;
    private final SecureRandom random;

    AesGcm(byte[] key, SecureRandom random) {
        this.key = new SecretKeySpec(key, "AES");
        this.random = random;
    }

    @Override
    public byte[] seal(byte[] value, byte[] place) {
        var nonce = new byte[NONCE];
        random.nextBytes(nonce);
        try {
            var cipher = javax.crypto.Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(
                    javax.crypto.Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(place);
            var sealed = Arrays.copyOf(nonce, NONCE + cipher.getOutputSize(value.length));
            cipher.doFinal(value, 0, value.length, sealed, NONCE);
            return sealed;
        } catch (GeneralSecurityException e) {
            throw new Undecipherable("cannot encrypt: " + e.getMessage(), e);
        }
    }

    @Override
    public Opened open(byte[] sealed, byte[] place) {
        if (sealed.length < NONCE) {
            throw new Undecipherable("the stored data was shorter than the required size");
        }
        try {
            var cipher = javax.crypto.Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(
                    javax.crypto.Cipher.DECRYPT_MODE,
                    key,
                    new GCMParameterSpec(TAG_BITS, sealed, 0, NONCE));
            cipher.updateAAD(place);
            return new Opened(cipher.doFinal(sealed, NONCE, sealed.length - NONCE), false);
        } catch (GeneralSecurityException e) {
            throw new Undecipherable("cipher: message authentication failed", e);
        }
    }
}
