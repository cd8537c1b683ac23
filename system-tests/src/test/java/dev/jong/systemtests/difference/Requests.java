package dev.jong.systemtests.difference;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;

/// All requests of a run, in order. The same seed gives the same requests.
final class Requests {
    /// Requests that no one kind is about, by what they are about: files of that name.
    static final List<String> WRITTEN =
            List.of(
                    "protocol",
                    "lists",
                    "watches",
                    "writes",
                    "applies",
                    "deletions",
                    "permissions",
                    "subresources",
                    "admission",
                    "policies",
                    "custom-definitions",
                    "custom",
                    "owners",
                    "approvals",
                    "addresses",
                    "paths",
                    "strategic",
                    "selectors",
                    "lives",
                    "bootstrap",
                    "custom-applies",
                    "streams",
                    "strictness",
                    "registrations",
                    "parameters",
                    "pages",
                    "costs",
                    "negotiation",
                    "names",
                    "departures",
                    "ownership");

    /// Requests that need a reference which was started for them: `expired` one that forgets old
    /// versions within seconds, `types` one with the loop that checks the types of policies.
    static final List<String> APART = List.of("expired", "types");

    private Requests() {}

    /// @param each how many changes of each example are tried
    /// @param depth how many absent fields are set one inside the other
    /// @param which examples, by name of their resource
    /// @param also files that are only asked for by name
    static List<Request> of(
            long seed, int each, int depth, Predicate<String> which, Set<String> also) {
        var all = new ArrayList<>(Written.read("setup"));
        for (var example : Example.all()) {
            if (which.test(example.kind().plural())) {
                var random = new Random(seed + example.path().hashCode());
                all.addAll(new ExampleRequests(example, each, depth, random).all());
            }
        }
        for (var about : WRITTEN) {
            if (which.test(about)) {
                all.addAll(Written.read(about));
            }
        }
        APART.stream().filter(also::contains).map(Written::read).forEach(all::addAll);
        return all;
    }
}
