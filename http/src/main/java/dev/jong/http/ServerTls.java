package dev.jong.http;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.DelegatingSslContext;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/// A [TlsServing] ready for handshakes.
///
/// @param context for clients that ask for no name of `named`
record ServerTls(SslContext context, Map<String, SslContext> named, ClientTrust trust) {
    private static final ApplicationProtocolConfig PROTOCOLS =
            protocols(ApplicationProtocolNames.HTTP_2, ApplicationProtocolNames.HTTP_1_1);
    private static final ApplicationProtocolConfig HTTP_1_ALONE =
            protocols(ApplicationProtocolNames.HTTP_1_1);

    private static ApplicationProtocolConfig protocols(String... names) {
        return new ApplicationProtocolConfig(
                ApplicationProtocolConfig.Protocol.ALPN,
                ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                names);
    }

    ServerTls {
        named = Map.copyOf(named);
    }

    /// BoringSSL where it can be loaded: with it a request costs a quarter less of the processor.
    static ServerTls of(TlsServing serving) {
        return of(serving, OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK);
    }

    static void warmUp() {
        OpenSsl.isAvailable();
    }

    static ServerTls of(TlsServing serving, SslProvider provider) {
        var identity = serving.identity();
        var trust = new ClientTrust(identity.clientAuthorities(), identity.proxyAuthorities());
        var named = new HashMap<String, SslContext>();
        serving.named()
                .forEach((name, each) ->
                        named.put(name, context(each, serving.terms(), trust, provider)));
        return new ServerTls(context(identity, serving.terms(), trust, provider), named, trust);
    }

    /// For a client that asks for a name, or "", at an address.
    SslContext contextFor(String asked, String address) {
        var name = TlsServing.nameFor(asked, address, named.keySet());
        return named.getOrDefault(name, context);
    }

    private static SslContext context(
            TlsIdentity identity, TlsTerms terms, ClientTrust trust, SslProvider provider) {
        var builder =
                SslContextBuilder.forServer(
                                identity.key(), identity.chain().toArray(X509Certificate[]::new))
                        .sslProvider(provider)
                        .protocols(terms.versions())
                        .applicationProtocolConfig(terms.http2() ? PROTOCOLS : HTTP_1_ALONE);
        if (!terms.ciphers().isEmpty()) {
            builder.ciphers(
                    Stream.concat(TlsTerms.ALWAYS.stream(), terms.ciphers().stream()).toList(),
                    SupportedCipherSuiteFilter.INSTANCE);
        }
        var groups = terms.groups().stream().map(KeyGroup::text).toArray(String[]::new);
        if (groups.length > 0 && provider != SslProvider.JDK) {
            builder.option(OpenSslContextOption.GROUPS, groups);
        }
        if (trust.getAcceptedIssuers().length > 0) {
            builder.clientAuth(ClientAuth.OPTIONAL).trustManager(trust);
        }
        try {
            var context = builder.build();
            return groups.length > 0 && provider == SslProvider.JDK
                    ? new WithGroups(context, groups)
                    : context;
        } catch (SSLException e) {
            throw new ProtocolException(
                    "cannot serve TLS with this key and certificate: " + e.getMessage(), e);
        }
    }

    /// The JDK takes groups per connection.
    private static final class WithGroups extends DelegatingSslContext {
        private final String[] groups;

        WithGroups(SslContext context, String... groups) {
            super(context);
            this.groups = groups;
        }

        @Override
        protected void initEngine(SSLEngine engine) {
            var parameters = engine.getSSLParameters();
            parameters.setNamedGroups(groups);
            engine.setSSLParameters(parameters);
        }
    }
}
