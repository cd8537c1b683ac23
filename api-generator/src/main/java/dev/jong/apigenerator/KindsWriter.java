package dev.jong.apigenerator;

import java.util.Comparator;

/// Writes the list of all kinds that are resources.
final class KindsWriter {
    private KindsWriter() {}

    static String write(Model model) {
        var out =
                new StringBuilder(
                        """
                        package dev.jong.api;

                        import java.util.List;

                        /// Every kind that is a resource by default, in order of group, version and kind.
                        public final class Kinds {
                            private static final List<Kind<?>> ALL = List.of(
                        """);
        var names =
                model.all().stream()
                        .sorted(
                                Comparator.comparing(Definition::group)
                                        .thenComparing(Definition::version))
                        .flatMap(d ->
                                d.types().values().stream()
                                        .sorted(Comparator.comparing(ApiType::name)))
                        .filter(t -> t.resource() != null && t.isObject())
                        .map(t -> "            " + t.fullName() + ".KIND")
                        .toList();
        out.append(String.join(",\n", names));
        return out.append(
                        """
                        );

                            private Kinds() {}

                            public static List<Kind<?>> all() {
                                return ALL;
                            }

                            /// By group, version and kind, such as `apps`, `v1`, `Deployment`.
                            public static java.util.Optional<Kind<?>> find(String group, String version, String name) {
                                for (var kind : ALL) {
                                    if (kind.name().equals(name) && kind.group().equals(group) && kind.version().equals(version)) {
                                        return java.util.Optional.of(kind);
                                    }
                                }
                                return java.util.Optional.empty();
                            }

                            /// By an object's `apiVersion` and `kind`.
                            public static java.util.Optional<Kind<?>> find(String apiVersion, String name) {
                                int slash = apiVersion.indexOf('/');
                                return slash < 0
                                        ? find("", apiVersion, name)
                                        : find(apiVersion.substring(0, slash), apiVersion.substring(slash + 1), name);
                            }
                        }
                        """)
                .toString();
    }
}
