package dev.jong.cluster.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.junit.jupiter.api.Test;

final class PemTest {
    @Test
    void readsTheKeyThatItWrote() throws GeneralSecurityException {
        for (var curve : new String[] {"secp256r1", "secp384r1", "secp521r1"}) {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve));
            var keys = generator.generateKeyPair();
            var key = keys.getPrivate();

            var text = Pem.encode(key, keys.getPublic());

            assertThat(text).startsWith("-----BEGIN EC PRIVATE KEY-----\n");
            assertThat(Pem.privateKey(text)).isEqualTo(key);
            var whole = ECPrivateKey.getInstance(Pem.content(text));
            assertThat(keys.getPublic().getEncoded()).endsWith(whole.getPublicKey().getBytes());
        }
    }

    @Test
    void readsAKeyOfAnEarlierHome() throws GeneralSecurityException {
        var key = KeyPairGenerator.getInstance("EC").generateKeyPair().getPrivate();
        var text =
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder().encodeToString(key.getEncoded())
                        + "\n-----END PRIVATE KEY-----\n";

        assertThat(Pem.privateKey(text)).isEqualTo(key);
    }

    @Test
    void refusesWhatIsNoKey() {
        var text = "-----BEGIN EC PRIVATE KEY-----\naGVsbG8=\n-----END EC PRIVATE KEY-----\n";

        assertThatThrownBy(() -> Pem.privateKey(text)).isInstanceOf(GeneralSecurityException.class);
    }
}
