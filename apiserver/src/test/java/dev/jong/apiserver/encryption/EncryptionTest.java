package dev.jong.apiserver.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jong.apiserver.ReloadedMetrics;
import dev.jong.apiserver.TestServer;
import dev.jong.apiserver.config.InvalidConfiguration;
import dev.jong.apiserver.config.ServerIdentity;
import dev.jong.foundation.Metrics;
import dev.jong.store.LogStore;
import dev.jong.store.StoreOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class EncryptionTest {
    private static final String SECRETS = "/api/v1/namespaces/default/secrets";
    private static final String KEY_1 = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    private static final String KEY_2 = "ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=";

    @TempDir Path folder;

    private String file(String resources) throws IOException {
        var text =
                "apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\nresources:\n"
                        + resources;
        return Files.writeString(folder.resolve("encryption.yaml"), text).toString();
    }

    /// One entry for Secrets.
    private String providers(String... providers) throws IOException {
        return file(
                "- resources: [secrets]\n  providers:\n  - "
                        + String.join("\n  - ", providers)
                        + "\n");
    }

    private static String keys(String provider, String... namesAndSecrets) {
        var keys = new StringBuilder(provider).append(": {keys: [");
        for (int i = 0; i < namesAndSecrets.length; i += 2) {
            keys.append(i > 0 ? ", " : "")
                    .append("{name: ")
                    .append(namesAndSecrets[i])
                    .append(", secret: ")
                    .append(namesAndSecrets[i + 1])
                    .append('}');
        }
        return keys.append("]}").toString();
    }

    private static String stored(LogStore store, String key) {
        return new String(store.get(key).orElseThrow().value(), StandardCharsets.ISO_8859_1);
    }

    private static long revision(LogStore store, String key) {
        return store.get(key).orElseThrow().revision();
    }

    private static void create(TestServer server, String name) {
        var body = "{\"metadata\":{\"name\":\"%s\"},\"stringData\":{\"a\":\"b\"}}".formatted(name);
        assertThat(server.post("admin", SECRETS, body).status()).isEqualTo(201);
    }

    private static void rewrite(TestServer server, String name) {
        var now = server.get("admin", SECRETS + "/" + name);
        assertThat(server.call("admin", "PUT", SECRETS + "/" + name, now.text()).status())
                .isEqualTo(200);
    }

    @Test
    void encryptsWithTheFirstKeyAndReadsWithEach() throws IOException {
        try (var store = LogStore.inMemory(StoreOptions.DEFAULT)) {
            try (var server = TestServer.on(store)) {
                create(server, "plain");
            }
            assertThat(stored(store, "/registry/secrets/default/plain")).startsWith("{");
        }
        for (var provider : new String[] {"aescbc", "aesgcm", "secretbox"}) {
            rotates(provider);
        }
    }

    private void rotates(String provider) throws IOException {
        var store = LogStore.inMemory(StoreOptions.DEFAULT);
        var key = "/registry/secrets/default/";
        var prefix = "k8s:enc:" + provider + ":v1:";
        var old =
                TestServer.on(
                        store,
                        "--encryption-provider-config",
                        providers(keys(provider, "one", KEY_1), "identity: {}"));
        create(old, "s");
        assertThat(stored(store, key + "s")).startsWith(prefix + "one:");
        assertThat(stored(store, "/registry/namespaces/default")).startsWith("{");
        old.server().close();
        try (var server =
                TestServer.on(
                        store,
                        "--encryption-provider-config",
                        providers(keys(provider, "two", KEY_2, "one", KEY_1), "identity: {}"))) {
            assertThat(server.get("admin", SECRETS + "/s").text()).contains("\"a\":\"Yg==\"");
            assertThat(server.get("admin", SECRETS).text()).contains("\"a\":\"Yg==\"");
            create(server, "t");
            assertThat(stored(store, key + "t")).startsWith(prefix + "two:");
            rewrite(server, "s");
            assertThat(stored(store, key + "s")).startsWith(prefix + "two:");
            long revision = revision(store, key + "s");
            rewrite(server, "s");
            assertThat(revision(store, key + "s")).isEqualTo(revision);
        }
    }

    @Test
    void bindsValuesToTheirPlaces() {
        var random = new SecureRandom();
        var place = "/registry/secrets/a/b".getBytes(StandardCharsets.UTF_8);
        var other = "/registry/secrets/a/c".getBytes(StandardCharsets.UTF_8);
        var value = "value".getBytes(StandardCharsets.UTF_8);
        for (var cipher :
                new Cipher[] {
                    new AesGcm(new byte[32], random), new DerivedKeys(new byte[32], random)
                }) {
            var sealed = cipher.seal(value, place);
            assertThat(cipher.open(sealed, place).value()).isEqualTo(value);
            assertThatThrownBy(() -> cipher.open(sealed, other)).isInstanceOf(Undecipherable.class);
        }
        var box = new Secretbox(new byte[32], random);
        var sealed = box.seal(value, place);
        sealed[sealed.length - 1] ^= 1;
        assertThatThrownBy(() -> box.open(sealed, place)).isInstanceOf(Undecipherable.class);
    }

    /// The example in NaCl's own tests (`tests/secretbox.c`).
    @Test
    void boxesAsNaClDoes() {
        var hex = HexFormat.of();
        var key = hex.parseHex("1b27556473e985d462cd51197a9a46c76009549eac6474f206c4ee0844f68389");
        var nonce = hex.parseHex("69696ee955b62b73cd62bda875fc73d68219e0036b7a0b37");
        var sealed =
                hex.parseHex(
                        "f3ffc7703f9400e52a7dfb4b3d3305d98e993b9f48681273c29650ba32fc76ce48332ea7164d96a447"
                                + "6fb8c531a1186ac0dfc17c98dce87b4da7f011ec48c97271d2c20f9b928fe2270d6fb863d51738b4"
                                + "8eeee314a7cc8ab932164548e526ae90224368517acfeabd6bb3732bc0e9da99832b61ca01b6de56"
                                + "244a9e88d5f9b37973f622a43d14a6599b1f654cb45a74e355a5");
        var whole = new byte[nonce.length + sealed.length];
        System.arraycopy(nonce, 0, whole, 0, nonce.length);
        System.arraycopy(sealed, 0, whole, nonce.length, sealed.length);
        var opened = new Secretbox(key, new SecureRandom()).open(whole, new byte[0]).value();
        assertThat(hex.formatHex(opened))
                .startsWith("be075fc53c81f2d5cf141316ebeb0c7b5228c52a4c62cbd4");
    }

    @Test
    void followsItsFile() throws IOException {
        var store = LogStore.inMemory(StoreOptions.DEFAULT);
        var config = providers("identity: {}");
        try (var server =
                TestServer.on(
                        store,
                        "--encryption-provider-config=" + config,
                        "--encryption-provider-config-automatic-reload")) {
            create(server, "s");
            providers(keys("aesgcm", "k", KEY_1), "identity: {}");
            Awaitility.await()
                    .until(() -> {
                        rewrite(server, "s");
                        return stored(store, "/registry/secrets/default/s")
                                .startsWith("k8s:enc:aesgcm:v1:k:");
                    });
            reloads(server, "success", 1);
            providers("aesgcm: {}");
            reloads(server, "failure", 1);
            assertThat(server.get("admin", SECRETS + "/s").status()).isEqualTo(200);
            for (var root : new String[] {"/healthz", "/readyz"}) {
                assertThat(server.get("admin", root + "/kms-providers").text()).isEqualTo("ok");
            }
            assertThat(server.get("admin", "/livez/kms-providers").status()).isEqualTo(404);
            reloads(server, "success", 1);
        }
    }

    private static void reloads(TestServer server, String status, int count) {
        ReloadedMetrics.awaitCount(server, "encryption", status, count);
    }

    /// A service that does not answer cannot be used yet, what is in use goes on, and once it
    /// answers it is used.
    @Test
    void waitsForNewKeyServices() throws IOException {
        var socket = folder.resolve("kms.sock");
        var store = LogStore.inMemory(StoreOptions.DEFAULT);
        var config = providers("identity: {}");
        try (var server =
                TestServer.on(
                        store,
                        "--encryption-provider-config=" + config,
                        "--encryption-provider-config-automatic-reload")) {
            create(server, "s");
            providers(service(socket), "identity: {}");
            reloads(server, "failure", 1);
            rewrite(server, "s");
            assertThat(stored(store, "/registry/secrets/default/s")).startsWith("{");
            try (var _ = new FakeKeyService(socket)) {
                reloads(server, "success", 1);
                rewrite(server, "s");
                assertThat(stored(store, "/registry/secrets/default/s"))
                        .startsWith("k8s:enc:kms:v2:mine:");
                assertThat(server.get("admin", SECRETS + "/s").status()).isEqualTo(200);
                assertThat(server.get("admin", "/metrics").text())
                        .contains(
                                "apiserver_envelope_encryption_dek_source_cache_size{provider_name=\"mine\"} 1")
                        .containsPattern(
                                "apiserver_envelope_encryption_kms_operations_latency_seconds_count\\{"
                                        + "grpc_status_code=\"OK\",method_name=\"/v2.KeyManagementService/Encrypt\","
                                        + "provider_name=\"mine\"} 1")
                        .containsPattern(
                                "apiserver_envelope_encryption_kms_operations_latency_seconds_count\\{"
                                        + "grpc_status_code=\"Unavailable\"")
                        .containsPattern(
                                "apiserver_envelope_encryption_key_id_hash_total\\{apiserver_id_hash=\"sha256:[0-9a-f]{64}\","
                                        + "key_id_hash=\"sha256:[0-9a-f]{64}\",provider_name=\"mine\","
                                        + "transformation_type=\"to_storage\"}")
                        .contains(
                                "apiserver_envelope_encryption_key_id_hash_last_timestamp_seconds{",
                                "apiserver_envelope_encryption_key_id_hash_status_last_timestamp_seconds{");
            }
        }
    }

    private static String service(Path socket) {
        return "kms: {apiVersion: v2, name: mine, timeout: 60s, endpoint: \"unix://"
                + socket
                + "\"}";
    }

    @Test
    void encryptsEverythingWhenAsked() throws IOException {
        var store = LogStore.inMemory(StoreOptions.DEFAULT);
        var all = "- resources: ['*.*']\n  providers: [{" + keys("secretbox", "k", KEY_1) + "}]\n";
        try (var server = TestServer.on(store, "--encryption-provider-config", file(all))) {
            create(server, "s");
            for (var key :
                    new String[] {
                        "/registry/secrets/default/s",
                        "/registry/services/specs/default/kubernetes",
                        "/registry/clusterroles/cluster-admin"
                    }) {
                assertThat(stored(store, key)).startsWith("k8s:enc:secretbox:v1:k:");
            }
        }
    }

    @Test
    void usesAKeyService() throws IOException {
        var socket = folder.resolve("kms.sock");
        var store = LogStore.inMemory(StoreOptions.DEFAULT);
        var config = providers(service(socket), "identity: {}");
        try (var service = new FakeKeyService(socket);
                var server = TestServer.on(store, "--encryption-provider-config", config)) {
            create(server, "s");
            var sealed = stored(store, "/registry/secrets/default/s");
            assertThat(sealed).startsWith("k8s:enc:kms:v2:mine:").contains("key-1");
            assertThat(server.get("admin", SECRETS + "/s").text()).contains("Yg==");
            assertThat(server.get("admin", "/healthz/kms-providers").text()).isEqualTo("ok");
            service.keyId = "key-2";

            try (var keys = keys(socket)) {
                assertThat(keys.trouble()).isEmpty();
                var raw = sealed.substring("k8s:enc:kms:v2:mine:".length());
                var opened =
                        keys.open(
                                raw.getBytes(StandardCharsets.ISO_8859_1),
                                "/registry/secrets/default/s".getBytes(StandardCharsets.UTF_8));
                assertThat(opened.stale()).isTrue();
            }
            service.health = "on fire";
            try (var keys = keys(socket)) {
                assertThat(keys.trouble().orElseThrow()).contains("on fire");
            }
        }
    }

    private static KeyService keys(Path socket) {
        var clock = InstantSource.system();
        var figures = new KeyFigures(new Metrics(), new ServerIdentity("test"), clock);
        var client = new KmsClient("mine", socket, Duration.ofSeconds(60), figures);
        return new KeyService("mine", client, new SecureRandom(), clock, figures);
    }

    @Test
    void refusesWhatIsNotValid() {
        refuses(
                "- resources: [secrets]\n  providers: [{"
                        + keys("aescbc", "k", "c2hvcnQ=")
                        + "}]\n",
                "resources[0].providers[0].aescbc.keys[0].secret: Invalid value: \"REDACTED\": secret is not of"
                        + " the expected length, got 5, expected one of [16 24 32]");
        refuses("- resources: [Secrets]\n  providers: [{identity: {}}]\n", "capital letters");
        refuses(
                "- resources: ['*.*']\n  providers: [{identity: {}}]\n"
                        + "- resources: [secrets]\n  providers: [{identity: {}}]\n",
                "masked by earlier rule");
        refuses("- resources: [secrets, '*.']\n  providers: [{identity: {}}]\n", "overlapping");
        refuses(
                "- resources: [secrets]\n  providers: [{}]\n",
                "does not contain any of the expected");
        refuses(
                "- resources: [secrets]\n"
                        + "  providers: [{kms: {apiVersion: v2, name: a, endpoint: 'http://x'}}]\n",
                "unsupported scheme \"http\"");
    }

    private void refuses(String resources, String message) {
        assertThatThrownBy(
                        () -> {
                            try (var _ =
                                    TestServer.start(
                                            "--encryption-provider-config", file(resources))) {}
                        })
                .isInstanceOf(InvalidConfiguration.class)
                .hasMessageContaining(message);
    }
}
