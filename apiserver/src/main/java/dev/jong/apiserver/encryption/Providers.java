package dev.jong.apiserver.encryption;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The keys of a resource: the first one encrypts, each decrypts what bears its prefix.
record Providers(List<Provider> all) {
    Providers {
        all = List.copyOf(all);
    }

    /// One key.
    ///
    /// @param prefix what values begin with that it encrypted; empty for values that are not
    @SuppressWarnings("ArrayRecordComponent") // bytes of a constant
    record Provider(byte[] prefix, Cipher cipher) {
        static Provider of(String prefix, Cipher cipher) {
            return new Provider(prefix.getBytes(StandardCharsets.UTF_8), cipher);
        }

        boolean matches(byte[] stored) {
            return stored.length >= prefix.length
                    && Arrays.equals(stored, 0, prefix.length, prefix, 0, prefix.length);
        }
    }

    byte[] seal(byte[] value, String key) {
        var provider = all.getFirst();
        var sealed = provider.cipher().seal(value, key.getBytes(StandardCharsets.UTF_8));
        if (provider.prefix().length == 0) {
            return sealed;
        }
        var whole = Arrays.copyOf(provider.prefix(), provider.prefix().length + sealed.length);
        System.arraycopy(sealed, 0, whole, provider.prefix().length, sealed.length);
        return whole;
    }

    Cipher.Opened open(byte[] stored, String key) {
        var place = key.getBytes(StandardCharsets.UTF_8);
        var problems = new ArrayList<String>();
        for (int i = 0; i < all.size(); i++) {
            var provider = all.get(i);
            if (!provider.matches(stored)) {
                continue;
            }
            try {
                int start = provider.prefix().length;
                var opened =
                        provider.cipher()
                                .open(
                                        start == 0
                                                ? stored
                                                : Arrays.copyOfRange(stored, start, stored.length),
                                        place);
                return new Cipher.Opened(opened.value(), opened.stale() || i > 0);
            } catch (Undecipherable e) {
                // a later one may have the same prefix
                problems.add(String.valueOf(e.getMessage()));
            }
        }
        throw new Undecipherable(
                problems.isEmpty() ? "no matching prefix found" : String.join(", ", problems));
    }
}
