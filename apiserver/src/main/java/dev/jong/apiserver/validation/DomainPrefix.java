package dev.jong.apiserver.validation;

import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.names.Names;
import java.util.regex.Pattern;

/// Names such as `example.com/controller`: a domain, and a path within it.
public final class DomainPrefix {
    private static final Pattern PATH = Pattern.compile("[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+");

    private DomainPrefix() {}

    public static void check(String name, FieldPath path, FieldErrors errors) {
        if (name.isEmpty()) {
            errors.required(path, "");
            return;
        }
        int slash = name.indexOf('/');
        if (slash <= 0 || slash == name.length() - 1) {
            errors.invalid(path, name, "must be a domain-prefixed path (such as \"acme.io/foo\")");
            return;
        }
        errors.invalidEach(
                path, name.substring(0, slash), Names.subdomain(name.substring(0, slash)));
        var rest = name.substring(slash + 1);
        if (!PATH.matcher(rest).matches()) {
            errors.invalid(
                    path, rest, "Invalid path (regex used for validation is '" + PATH + "')");
        }
    }
}
