package dev.jong.apiserver.authentication;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.JSONObjectUtils;
import dev.jong.apiserver.route.RequestHandler;
import dev.jong.http.Headers;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Supplier;

/// Tells the world how to verify service accounts' tokens.
public final class OpenIdDiscovery {
    /// Where it is found.
    public static final String CONFIGURATION_PATH = "/.well-known/openid-configuration";

    public static final String KEYS_PATH = "/openid/v1/jwks";

    private final String issuer;
    private final Supplier<String> url;
    private final TokenKeys keys;
    private final String keysUri;

    /// @param url where clients reach this server, `https://host:port`; asked per request, since a
    ///   server learns its port only when it listens
    /// @param keysUri where the keys are told to be instead; "" for this server
    public OpenIdDiscovery(String issuer, Supplier<String> url, TokenKeys keys, String keysUri) {
        this.keysUri = keysUri;
        this.issuer = issuer;
        this.url = url;
        this.keys = keys;
    }

    public RequestHandler configuration() {
        return answer(
                "application/json",
                () -> {
                    var document = new LinkedHashMap<String, Object>();
                    document.put("issuer", issuer);
                    document.put("jwks_uri", keysUri.isEmpty() ? url.get() + KEYS_PATH : keysUri);
                    document.put("response_types_supported", List.of("id_token"));
                    document.put("subject_types_supported", List.of("public"));
                    document.put("id_token_signing_alg_values_supported", keys.algorithms());
                    return JSONObjectUtils.toJSONString(document);
                });
    }

    public RequestHandler keys() {
        return answer("application/jwk-set+json", () -> new JWKSet(keys.published()).toString());
    }

    private static RequestHandler answer(String type, Supplier<String> document) {
        var headers = Headers.of("Content-Type", type, "Cache-Control", "public, max-age=3600");
        return (exchange, _) ->
                exchange.answer(200, headers, document.get().getBytes(StandardCharsets.UTF_8));
    }
}
