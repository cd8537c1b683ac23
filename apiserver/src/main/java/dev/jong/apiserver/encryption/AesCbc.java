package dev.jong.apiserver.encryption;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// AES with chained blocks and PKCS#7 padding; the initialisation vector comes first. Nothing binds
/// a value to its place, and nothing tells of changes.
final class AesCbc implements Cipher {
    private static final int BLOCK = 16;

    private final SecretKeySpec key;
    private final SecureRandom random;

    AesCbc(byte[] key, SecureRandom random) {
        this.key = new SecretKeySpec(key, "AES");
        this.random = random;
    }

    @Override
    public byte[] seal(byte[] value, byte[] place) {
        var vector = new byte[BLOCK];
        random.nextBytes(vector);
        try {
            var cipher = javax.crypto.Cipher.getInstance("AES/CBC/PKCS5Padding");
            cipher.init(javax.crypto.Cipher.ENCRYPT_MODE, key, new IvParameterSpec(vector));
            var sealed = Arrays.copyOf(vector, BLOCK + cipher.getOutputSize(value.length));
            cipher.doFinal(value, 0, value.length, sealed, BLOCK);
            return sealed;
        } catch (GeneralSecurityException e) {
            throw new Undecipherable("cannot encrypt: " + e.getMessage(), e);
        }
    }

    @Override
    public Opened open(byte[] sealed, byte[] place) {
        if (sealed.length < BLOCK) {
            throw new Undecipherable("the stored data was shorter than the required size");
        }
        if (sealed.length % BLOCK != 0) {
            throw new Undecipherable("the stored data is not a multiple of the block size");
        }
        try {
            var cipher = javax.crypto.Cipher.getInstance("AES/CBC/PKCS5Padding");
            cipher.init(
                    javax.crypto.Cipher.DECRYPT_MODE, key, new IvParameterSpec(sealed, 0, BLOCK));
            return new Opened(cipher.doFinal(sealed, BLOCK, sealed.length - BLOCK), false);
        } catch (GeneralSecurityException e) {
            throw new Undecipherable("invalid padding on input", e);
        }
    }
}
