package dev.jong.api.rules;

import dev.jong.api.core.v1.PodTemplateSpec;
import dev.jong.api.json.Json;
import dev.jong.api.names.Names;
import org.jspecify.annotations.Nullable;

/// The `pod-template-hash`: equal for equal templates, written with letters that form no words.
public final class PodTemplateHash {
    private static final int OFFSET = 0x811c9dc5;
    private static final int PRIME = 0x01000193;

    private PodTemplateHash() {}

    /// The hash of a template.
    ///
    /// @param collisionCount counted up when another template has the same hash; null for none yet
    public static String of(PodTemplateSpec template, @Nullable Integer collisionCount) {
        return of(Json.write(template, PodTemplateSpec.CODEC), collisionCount);
    }

    /// FNV-1a over any encoding of a template that is stable.
    public static String of(byte[] template, @Nullable Integer collisionCount) {
        int hash = OFFSET;
        for (byte b : template) {
            hash = (hash ^ (b & 0xff)) * PRIME;
        }
        if (collisionCount != null) {
            for (int i = 0; i < 8; i++) {
                int b = i < 4 ? (collisionCount >>> (8 * i)) & 0xff : 0;
                hash = (hash ^ b) * PRIME;
            }
        }
        return Names.safeEncode(Integer.toUnsignedString(hash));
    }
}
