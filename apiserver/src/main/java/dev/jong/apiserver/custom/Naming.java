package dev.jong.apiserver.custom;

import dev.jong.api.GoText;
import dev.jong.api.apiextensions.v1.CustomResourceDefinition;
import dev.jong.api.apiextensions.v1.CustomResourceDefinitionNames;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which of its names a definition gets: those that no other definition of its group got first.
///
/// @param names that it has from now on
/// @param reason why not all are those it asked for; empty when they are
record Naming(CustomResourceDefinitionNames names, String reason, String message) {
    /// @param all of the group, the definition itself included or not
    static Naming of(
            CustomResourceDefinition definition, Collection<CustomResourceDefinition> all) {
        var resources = new HashSet<String>();
        var kinds = new HashSet<String>();
        for (var other : all) {
            var names = other.status().acceptedNames();
            if (other.spec().group().equals(definition.spec().group())
                    && !other.name().equals(definition.name())) {
                add(resources, names.plural());
                add(resources, names.singular());
                resources.addAll(names.shortNames());
                add(kinds, names.kind());
                add(kinds, names.listKind());
            }
        }
        return new Choice(definition.spec().names(), definition.status().acceptedNames())
                .of(resources, kinds);
    }

    private static void add(Set<String> names, @Nullable String name) {
        if (name != null && !name.isEmpty()) {
            names.add(name);
        }
    }

    boolean isWhole() {
        return reason.isEmpty();
    }

    /// One definition's choice; the conflict found last is the one told.
    private static final class Choice {
        private final CustomResourceDefinitionNames asked;
        private final CustomResourceDefinitionNames had;
        private String reason = "";
        private String message = "";

        Choice(CustomResourceDefinitionNames asked, CustomResourceDefinitionNames had) {
            this.asked = asked;
            this.had = had;
        }

        Naming of(Set<String> resources, Set<String> kinds) {
            var names =
                    had.toBuilder()
                            .plural(text(pick(asked.plural(), had.plural(), resources, "Plural")))
                            .singular(pick(asked.singular(), had.singular(), resources, "Singular"))
                            .shortNames(shortNames(resources))
                            .kind(text(pick(asked.kind(), had.kind(), kinds, "Kind")))
                            .listKind(pick(asked.listKind(), had.listKind(), kinds, "ListKind"))
                            .categories(asked.categories())
                            .build();
            return new Naming(names, reason, message);
        }

        private static String text(@Nullable String name) {
            return name == null ? "" : name;
        }

        private @Nullable String pick(
                @Nullable String wanted, @Nullable String had, Set<String> taken, String what) {
            if (text(wanted).equals(text(had)) || !taken.contains(text(wanted))) {
                return wanted;
            }
            reason = what + "Conflict";
            message = taken(text(wanted));
            return had;
        }

        private static String taken(String name) {
            return GoText.quote(name) + " is already in use";
        }

        private List<String> shortNames(Set<String> taken) {
            var wrong =
                    asked.shortNames().stream()
                            .filter(name -> !had.shortNames().contains(name))
                            .filter(taken::contains)
                            .map(Choice::taken)
                            .toList();
            if (wrong.isEmpty()) {
                return asked.shortNames();
            }
            reason = "ShortNamesConflict";
            message = wrong.size() == 1 ? wrong.getFirst() : "[" + String.join(", ", wrong) + "]";
            return had.shortNames();
        }
    }
}
