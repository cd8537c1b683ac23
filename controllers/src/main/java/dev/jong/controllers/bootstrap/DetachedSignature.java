package dev.jong.controllers.bootstrap;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// A signature whose content is elsewhere (RFC 7515, appendix F), with HMAC and SHA-256.
final class DetachedSignature {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private DetachedSignature() {}

    static String of(String content, BootstrapToken token) {
        var header = encoded("{\"alg\":\"HS256\",\"kid\":\"" + token.id() + "\"}");
        try {
            var mac = Mac.getInstance("HmacSHA256");
            var key = token.secret().getBytes(StandardCharsets.UTF_8);
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            var signed = header + "." + encoded(content);
            var signature = mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII));
            return header + ".." + BASE64.encodeToString(signature);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has HMAC with SHA-256", e);
        }
    }

    private static String encoded(String text) {
        return BASE64.encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
