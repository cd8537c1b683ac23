package dev.jong.apiserver.encryption;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.crypto.engines.XSalsa20Engine;
import org.bouncycastle.crypto.macs.Poly1305;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;

/// XSalsa20 with Poly1305, as NaCl's secretbox puts them together: nonce, tag, cipher text.
final class Secretbox implements Cipher {
    private static final int NONCE = 24;
    private static final int TAG = 16;
    private static final int KEY = 32;

    private final KeyParameter key;
    private final SecureRandom random;

    Secretbox(byte[] key, SecureRandom random) {
        this.key = new KeyParameter(key);
        this.random = random;
    }

    @Override
    public byte[] seal(byte[] value, byte[] place) {
        var nonce = new byte[NONCE];
        random.nextBytes(nonce);
        var stream = stream(nonce);
        var tagKey = firstBytes(stream);
        var sealed = Arrays.copyOf(nonce, NONCE + TAG + value.length);
        stream.processBytes(value, 0, value.length, sealed, NONCE + TAG);
        var tag = tag(tagKey, sealed);
        System.arraycopy(tag, 0, sealed, NONCE, TAG);
        return sealed;
    }

    @Override
    public Opened open(byte[] sealed, byte[] place) {
        if (sealed.length < NONCE + TAG) {
            throw new Undecipherable("the stored data was shorter than the required size");
        }
        var stream = stream(Arrays.copyOf(sealed, NONCE));
        var expected = tag(firstBytes(stream), sealed);
        if (!MessageDigest.isEqual(expected, Arrays.copyOfRange(sealed, NONCE, NONCE + TAG))) {
            throw new Undecipherable("output array was not large enough for encryption");
        }
        var value = new byte[sealed.length - NONCE - TAG];
        stream.processBytes(sealed, NONCE + TAG, value.length, value, 0);
        return new Opened(value, false);
    }

    private XSalsa20Engine stream(byte[] nonce) {
        var stream = new XSalsa20Engine();
        stream.init(true, new ParametersWithIV(key, nonce));
        return stream;
    }

    /// The beginning of the key stream authenticates, the rest encrypts.
    private static byte[] firstBytes(XSalsa20Engine stream) {
        var first = new byte[KEY];
        stream.processBytes(first, 0, KEY, first, 0);
        return first;
    }

    private static byte[] tag(byte[] tagKey, byte[] sealed) {
        var mac = new Poly1305();
        mac.init(new KeyParameter(tagKey));
        mac.update(sealed, NONCE + TAG, sealed.length - NONCE - TAG);
        var tag = new byte[TAG];
        mac.doFinal(tag, 0);
        return tag;
    }
}
