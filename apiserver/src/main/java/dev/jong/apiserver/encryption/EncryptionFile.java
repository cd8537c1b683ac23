package dev.jong.apiserver.encryption;

import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.apiserver.config.ConfigFields;
import dev.jong.apiserver.config.InvalidConfiguration;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Makes a plan of an `EncryptionConfiguration` (`apiserver.config.k8s.io/v1`), and refuses one
/// that is not valid.
final class EncryptionFile {
    private static final List<String> PROVIDERS =
            List.of("aesgcm", "aescbc", "secretbox", "identity", "kms");
    private static final Set<Integer> AES_KEYS = Set.of(16, 24, 32);
    private static final Set<Integer> SECRETBOX_KEYS = Set.of(32);
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final SecureRandom random;
    private final InstantSource clock;
    private final KeyFigures figures;
    private final FieldErrors errors = new FieldErrors();
    private final Set<String> serviceNames = new HashSet<>();
    private final List<KeyService> services = new ArrayList<>();
    private Duration patienceInAll = Duration.ZERO;

    private EncryptionFile(SecureRandom random, InstantSource clock, KeyFigures figures) {
        this.random = random;
        this.clock = clock;
        this.figures = figures;
    }

    static EncryptionPlan plan(
            ConfigFields file, SecureRandom random, InstantSource clock, KeyFigures figures) {
        return new EncryptionFile(random, clock, figures).plan(file);
    }

    private EncryptionPlan plan(ConfigFields file) {
        file.only("resources");
        var plan = new LinkedHashMap<String, List<Providers.Provider>>();
        var entries = file.objects("resources");
        if (entries.isEmpty()) {
            errors.required(file.path("resources"), "at least one resources is required");
        }
        for (var entry : entries) {
            entry.only("resources", "providers");
            var names = EncryptedResources.names(entry, errors);
            var providers = providers(entry);
            for (var name : names) {
                EncryptedResources.masking(name, plan.keySet())
                        .ifPresent(mask ->
                                errors.invalid(
                                        entry.path("resources"),
                                        name,
                                        "resource \"%s\" is masked by earlier rule \"%s\""
                                                .formatted(name, mask)));
                plan.computeIfAbsent(name, _ -> new ArrayList<>()).addAll(providers);
            }
        }
        if (!errors.isEmpty()) {
            services.forEach(KeyService::close);
            throw new InvalidConfiguration(FieldError.aggregate(errors.list()));
        }
        var byResource = new LinkedHashMap<String, Providers>();
        plan.forEach((name, providers) -> byResource.put(name, new Providers(providers)));
        return new EncryptionPlan(byResource, services, patienceInAll.multipliedBy(2));
    }

    private List<Providers.Provider> providers(ConfigFields entry) {
        var listed = entry.objects("providers");
        if (listed.isEmpty()) {
            errors.required(entry.path("providers"), "at least one providers is required");
        }
        var providers = new ArrayList<Providers.Provider>();
        var path = entry.path("providers");
        for (int i = 0; i < listed.size(); i++) {
            var each = listed.get(i).only(PROVIDERS.toArray(String[]::new));
            var kinds = PROVIDERS.stream().filter(each::has).toList();
            if (kinds.size() != 1) {
                errors.invalid(
                        path.index(i),
                        String.join(", ", kinds),
                        kinds.isEmpty()
                                ? "provider does not contain any of the expected providers: KMS, AESGCM, AESCBC,"
                                        + " Secretbox, Identity"
                                : "more than one provider specified in a single element, should split into"
                                        + " different list elements");
                continue;
            }
            var settings = each.object(kinds.getFirst()).orElseThrow();
            switch (kinds.getFirst()) {
                case "aesgcm" ->
                        providers.addAll(
                                keys("aesgcm", settings, AES_KEYS, key -> new AesGcm(key, random)));
                case "aescbc" ->
                        providers.addAll(
                                keys("aescbc", settings, AES_KEYS, key -> new AesCbc(key, random)));
                case "secretbox" ->
                        providers.addAll(
                                keys(
                                        "secretbox",
                                        settings,
                                        SECRETBOX_KEYS,
                                        key -> new Secretbox(key, random)));
                case "kms" -> service(settings).ifPresent(providers::add);
                default -> providers.add(Providers.Provider.of("", new Identity()));
            }
        }
        return providers;
    }

    private List<Providers.Provider> keys(
            String provider,
            ConfigFields settings,
            Set<Integer> lengths,
            Function<byte[], Cipher> cipher) {
        settings.only("keys");
        var providers = new ArrayList<Providers.Provider>();
        var keys = settings.objects("keys");
        var path = settings.path("keys");
        if (keys.isEmpty()) {
            errors.required(path, "at least one keys is required");
        }
        for (int i = 0; i < keys.size(); i++) {
            var key = keys.get(i).only("name", "secret");
            var name = key.text("name");
            if (name.isEmpty()) {
                errors.required(path.index(i).child("name"), "name is a mandatory field for a key");
            }
            secret(key, path.index(i).child("secret"), lengths)
                    .ifPresent(secret ->
                            providers.add(
                                    Providers.Provider.of(
                                            "k8s:enc:" + provider + ":v1:" + name + ":",
                                            cipher.apply(secret))));
        }
        return providers;
    }

    /// Never told in an error.
    private Optional<byte[]> secret(ConfigFields key, FieldPath path, Set<Integer> lengths) {
        var text = key.text("secret");
        if (text.isEmpty()) {
            errors.required(path, "secret is a mandatory field for a key");
            return Optional.empty();
        }
        byte[] secret;
        try {
            secret = Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException _) {
            errors.invalid(path, "REDACTED", "secrets must be base64 encoded");
            return Optional.empty();
        }
        if (!lengths.contains(secret.length)) {
            errors.invalid(
                    path,
                    "REDACTED",
                    "secret is not of the expected length, got "
                            + secret.length
                            + ", expected one of ["
                            + String.join(
                                    " ", lengths.stream().sorted().map(String::valueOf).toList())
                            + "]");
            return Optional.empty();
        }
        return Optional.of(secret);
    }

    private Optional<Providers.Provider> service(ConfigFields settings) {
        settings.only("apiVersion", "name", "endpoint", "timeout", "cachesize");
        var name = settings.text("name");
        var version = settings.text("apiVersion");
        if (!version.equals("v2")) {
            errors.invalid(
                    settings.path("apiVersion"),
                    version.isEmpty() ? "v1" : version,
                    "unsupported apiVersion "
                            + (version.isEmpty() ? "v1" : version)
                            + " for KMS provider, only v2 is supported");
        }
        if (name.isEmpty()) {
            errors.required(settings.path("name"), "name is a mandatory field for a provider");
        }
        if (name.contains(":")) {
            errors.invalid(
                    settings.path("name"),
                    name,
                    "invalid KMS provider name " + name + ", must not contain ':'");
        }
        if (!serviceNames.add(name)) {
            errors.invalid(
                    settings.path("name"),
                    name,
                    "duplicate KMS provider name " + name + ", names must be unique");
        }
        if (settings.has("cachesize")) {
            errors.invalid(
                    settings.path("cachesize"),
                    settings.number("cachesize").orElse(0L),
                    "cachesize is not supported in v2");
        }
        var patience = settings.duration("timeout").orElse(PATIENCE);
        if (!patience.isPositive()) {
            errors.invalid(
                    settings.path("timeout"),
                    settings.text("timeout"),
                    "timeout should be a positive value");
        }
        var socket = socket(settings);
        if (!errors.isEmpty() || socket.isEmpty()) {
            return Optional.empty();
        }
        var client = new KmsClient(name, socket.get(), patience, figures);
        var service = new KeyService(name, client, random, clock, figures);
        services.add(service);
        patienceInAll = patienceInAll.plus(patience);
        return Optional.of(Providers.Provider.of("k8s:enc:kms:v2:" + name + ":", service));
    }

    private Optional<Path> socket(ConfigFields settings) {
        var endpoint = settings.text("endpoint");
        if (endpoint.isEmpty()) {
            errors.invalid(
                    settings.path("endpoint"),
                    endpoint,
                    "endpoint is a mandatory field for a provider");
            return Optional.empty();
        }
        try {
            var uri = URI.create(endpoint);
            if ("unix".equals(uri.getScheme()) && uri.getPath() != null) {
                return Optional.of(Path.of(uri.getPath()));
            }
            errors.invalid(
                    settings.path("endpoint"),
                    endpoint,
                    "unsupported scheme \""
                            + uri.getScheme()
                            + "\" for KMS provider, only unix is supported");
        } catch (IllegalArgumentException e) {
            errors.invalid(
                    settings.path("endpoint"),
                    endpoint,
                    "invalid endpoint for kms provider, error: " + e.getMessage());
        }
        return Optional.empty();
    }
}
