package dev.jong.apiserver.custom;

import dev.jong.api.Unstructured;
import dev.jong.api.apiextensions.v1.CustomResourceDefinition;
import dev.jong.api.apiextensions.v1.CustomResourceDefinitionNames;
import dev.jong.api.apiextensions.v1.CustomResourceDefinitionSpec;
import dev.jong.api.json.Json;
import dev.jong.apiserver.registry.Verbs;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/// What is served of one definition.
///
/// @param schemas of all versions
/// @param verbs of the versions that are served
/// @param stored of the version in which objects are stored, served or not
record Served(
        Mark mark,
        List<DefinedSchema> schemas,
        List<Verbs<Unstructured>> verbs,
        Verbs<Unstructured> stored) {

    /// What a definition was when it was last served: to hold it whole would take more memory than
    /// all the rest.
    ///
    /// @param spec its hash
    record Mark(String uid, CustomResourceDefinitionNames names, String spec) {
        static Mark of(CustomResourceDefinition definition) {
            var json = Json.write(definition.spec(), CustomResourceDefinitionSpec.CODEC);
            try {
                var hash = MessageDigest.getInstance("SHA-256").digest(json);
                return new Mark(
                        String.valueOf(definition.metadata().uid()),
                        definition.spec().names(),
                        HexFormat.of().formatHex(hash));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
