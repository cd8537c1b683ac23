package dev.jong.apiserver.authentication;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.JSONObjectUtils;
import dev.jong.apiserver.route.RequestHandler;
import dev.jong.http.Headers;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;

/// Tells the world how to verify service accounts' tokens.
public final class OpenIdDiscovery {
    /// Where it is found.
    public static final String CONFIGURATION_PATH = "/.well-known/openid-configuration";

    public static final String KEYS_PATH = "/openid/v1/jwks";

    private final byte[] configuration;
    private final byte[] keys;

    /// Writes both documents once.
    ///
    /// @param keysUrl where clients reach [#KEYS_PATH]
    public OpenIdDiscovery(String issuer, String keysUrl, TokenKeys keys) {
        var document = new LinkedHashMap<String, Object>();
        document.put("issuer", issuer);
        document.put("jwks_uri", keysUrl);
        document.put("response_types_supported", List.of("id_token"));
        document.put("subject_types_supported", List.of("public"));
        document.put("id_token_signing_alg_values_supported", List.of(keys.algorithm().getName()));
        this.configuration =
                JSONObjectUtils.toJSONString(document).getBytes(StandardCharsets.UTF_8);
        this.keys = new JWKSet(keys.published()).toString().getBytes(StandardCharsets.UTF_8);
    }

    public RequestHandler configuration() {
        return answer("application/json", configuration);
    }

    public RequestHandler keys() {
        return answer("application/jwk-set+json", keys);
    }

    private static RequestHandler answer(String type, byte[] body) {
        var headers = Headers.of("Content-Type", type, "Cache-Control", "public, max-age=3600");
        return (exchange, _) -> exchange.answer(200, headers, body);
    }
}
