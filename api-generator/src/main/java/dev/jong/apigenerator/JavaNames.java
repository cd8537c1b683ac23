package dev.jong.apigenerator;

import java.util.Set;

/// JSON names as Java names: acronyms are words, keywords get an underscore.
final class JavaNames {
    private static final Set<String> TAKEN =
            Set.of(
                    "default",
                    "continue",
                    "enum",
                    "not",
                    "class",
                    "interface",
                    "package",
                    "static",
                    "switch",
                    "case",
                    "for",
                    "if",
                    "else",
                    "import",
                    "native",
                    "new",
                    "return",
                    "goto",
                    "private",
                    "public",
                    "protected",
                    "abstract",
                    "boolean",
                    "int",
                    "long",
                    "short",
                    "byte",
                    "float",
                    "double",
                    "char",
                    "wait",
                    "notify",
                    "notifyAll",
                    "clone",
                    "finalize",
                    "hashCode",
                    "toString",
                    "getClass");

    private JavaNames() {}

    /// `podIP` → `podIp`, `clusterIPs` → `clusterIps`, `x-kubernetes-list-type` →
    /// `xKubernetesListType`
    static String component(String json) {
        var words = new StringBuilder();
        boolean up = false;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (c == '-' || c == '$' || c == '.') {
                up = !words.isEmpty();
            } else {
                words.append(up ? Character.toUpperCase(c) : c);
                up = false;
            }
        }
        var name = lowerAcronyms(words.toString());
        return TAKEN.contains(name) && !name.equals("not") ? name + "_" : name;
    }

    private static String lowerAcronyms(String name) {
        var out = new StringBuilder();
        int i = 0;
        while (i < name.length()) {
            int end = i;
            while (end < name.length() && Character.isUpperCase(name.charAt(end))) {
                end++;
            }
            if (end - i < 2) {
                out.append(name.charAt(i));
                i++;
                continue;
            }
            boolean plural =
                    end < name.length()
                            && name.charAt(end) == 's'
                            && (end + 1 == name.length()
                                    || Character.isUpperCase(name.charAt(end + 1)));
            int stop =
                    end == name.length() || plural || Character.isDigit(name.charAt(end))
                            ? end
                            : end - 1;
            out.append(name.charAt(i))
                    .append(name.substring(i + 1, stop).toLowerCase(java.util.Locale.ROOT));
            i = stop;
        }
        var result = out.toString();
        return Character.toLowerCase(result.charAt(0)) + result.substring(1);
    }

    static String capital(String component) {
        return Character.toUpperCase(component.charAt(0)) + component.substring(1);
    }
}
