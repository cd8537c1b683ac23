package dev.jong.apigenerator;

import java.util.LinkedHashMap;
import java.util.Map;

/// A group and version with its types, in the order of their declaration.
///
/// @param id how overlays refer to it: `apps/v1`, `meta/v1`
/// @param shortPackage without `dev.jong.api`: `apps.v1`
record Definition(
        String id,
        String group,
        String version,
        String shortPackage,
        String openApi,
        Map<String, ApiType> types) {

    Definition(String group, String version, String shortPackage, String openApi) {
        this(
                shortPackage.replace('.', '/'),
                group,
                version,
                shortPackage,
                openApi,
                new LinkedHashMap<>());
    }

    String javaPackage() {
        return "dev.jong.api." + shortPackage;
    }

    @Override
    public String toString() {
        return id;
    }
}
